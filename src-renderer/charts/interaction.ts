import type uPlot from 'uplot';
import type { Cursor } from '../host/cursor.ts';
import type { Palette } from './palette.ts';

/** What a reader does with a plot. Times in unix ms. */
export interface PlotEvents {
  zoom(from: number, to: number): void;
  back(): void;
  /** the range moved by `byMs`, while dragging and once at the end */
  pan(byMs: number, done: boolean): void;
  /** where the threshold's line lies, CSS px from the plot's top; null when it can't be moved */
  grip(u: uPlot): number | null;
  /** the threshold moved to `value`, while dragging and once at the end */
  drag(value: number, done: boolean): void;
}

const DRAG_PX = 5;
const GRIP_PX = 6;

/** Drag selects, double click goes back, Shift-drag pans, Alt-click pins the page's cursor or frees it. */
export function plotCursor(cursor: Cursor, events: PlotEvents, palette: Palette, edges: ReadonlySet<number>): uPlot.Cursor {
  return {
    y: false,
    drag: { x: true, y: false, setScale: false, dist: DRAG_PX },
    points: {
      size: (_u, i) => edges.has(i) ? 0 : 8,
      width: (_u, i) => edges.has(i) ? 0 : 1.8,
      fill: palette.panel,
    },
    move: (u, left, top) => {
      const { time, pinned } = cursor.get();
      return [pinned && time !== null ? u.valToPos(time / 1000, 'x') : left, top];
    },
    bind: {
      mousedown: (u, _target, handler) => event => {
        if (event.button === 0 && onGrip(u, event, events)) startDrag(u, events);
        else if (event.button === 0 && event.altKey) pinAt(u, event, cursor);
        else if (event.button === 0 && event.shiftKey) startPan(u, event, events);
        else handler(event);
        return null;
      },
      mousemove: (u, _target, handler) => event => {
        u.over.style.cursor = event.buttons === 0 && onGrip(u, event, events) ? 'ns-resize' : '';
        handler(event);
        return null;
      },
      dblclick: () => () => { events.back(); return null; },
    },
  };
}

export const plotHooks = (cursor: Cursor, events: PlotEvents): uPlot.Hooks.Arrays => ({
  setCursor: [u => { const { left = -1 } = u.cursor; cursor.set(left < 0 ? null : timeAt(u, left)); }],
  setSelect: [u => {
    const { left, width } = u.select;
    if (width >= DRAG_PX) events.zoom(timeAt(u, left), timeAt(u, left + width));
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  }],
});

/** Moves the plot's own line to where the page's cursor is. */
export function followCursor(u: uPlot, cursor: Cursor): void {
  const { time } = cursor.get();
  const left = time === null ? -10 : u.valToPos(time / 1000, 'x');
  const inside = left >= 0 && left <= u.over.clientWidth;
  if (Math.abs((u.cursor.left ?? -10) - (inside ? left : -10)) < 0.5) return;
  u.setCursor(inside ? { left, top: 0 } : { left: -10, top: -10 }, false);
}

const timeAt = (u: uPlot, left: number) => u.posToVal(left, 'x') * 1000;

function onGrip(u: uPlot, event: MouseEvent, events: PlotEvents): boolean {
  const at = events.grip(u);
  return at !== null && Math.abs(event.clientY - u.rect.top - at) <= GRIP_PX;
}

function startDrag(u: uPlot, events: PlotEvents): void {
  const valueAt = (event: MouseEvent) => u.posToVal(Math.min(Math.max(event.clientY - u.rect.top, 0), u.over.clientHeight), 'y');
  const move = (event: MouseEvent) => events.drag(valueAt(event), false);
  const stop = (event: MouseEvent) => {
    removeEventListener('mousemove', move);
    events.drag(valueAt(event), true);
  };
  addEventListener('mousemove', move);
  addEventListener('mouseup', stop, { once: true });
}

function pinAt(u: uPlot, event: MouseEvent, cursor: Cursor): void {
  if (cursor.get().pinned) cursor.unpin();
  else cursor.pin(timeAt(u, event.clientX - u.rect.left));
}

function startPan(u: uPlot, start: MouseEvent, events: PlotEvents): void {
  const msPerPx = (timeAt(u, u.over.clientWidth) - timeAt(u, 0)) / u.over.clientWidth;
  const by = (event: MouseEvent) => (start.clientX - event.clientX) * msPerPx;
  const move = (event: MouseEvent) => events.pan(by(event), false);
  const stop = (event: MouseEvent) => {
    removeEventListener('mousemove', move);
    events.pan(by(event), true);
  };
  addEventListener('mousemove', move);
  addEventListener('mouseup', stop, { once: true });
}
