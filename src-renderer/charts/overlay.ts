import type uPlot from 'uplot';
import type { Stretch } from './lost.ts';
import type { ChartMark } from './marks.ts';
import type { Palette } from './palette.ts';

export interface Threshold {
  readonly value: number;
  readonly level: 'warn' | 'critical';
  readonly label: string;
  /** kept in sight however far it lies from the values; otherwise it may be left out rather than press them flat */
  readonly always?: boolean;
  /** has a grip at its left end: it can be moved */
  readonly grip?: boolean;
}

/** Between two hatch lines, CSS px. */
const HATCH = 7;

/** Grey hatch over what was lost, with the word in it where it has room. Drawn under grid and lines. */
export function drawLost(u: uPlot, stretches: readonly Stretch[], word: string, palette: Palette): void {
  const { ctx, bbox } = u;
  const k = devicePixelRatio;
  for (const { from, to } of stretches) {
    const left = Math.max(bbox.left, u.valToPos(from / 1000, 'x', true));
    const right = Math.min(bbox.left + bbox.width, u.valToPos(to / 1000, 'x', true));
    if (right <= left) continue;
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, bbox.top, right - left, bbox.height);
    ctx.clip();
    ctx.strokeStyle = faint(palette);
    ctx.lineWidth = k;
    ctx.beginPath();
    // from a fixed origin, so that neighbouring stretches hatch in step
    for (let x = bbox.left - bbox.height + Math.floor((left - bbox.left) / (HATCH * k)) * HATCH * k; x < right; x += HATCH * k) {
      ctx.moveTo(x, bbox.top + bbox.height);
      ctx.lineTo(x + bbox.height, bbox.top);
    }
    ctx.stroke();
    writeInside(ctx, word, left, right, bbox.top, palette);
    ctx.restore();
  }
}

const faint = (palette: Palette) => `${palette.text3}${palette.dark ? '42' : '4d'}`;

function writeInside(ctx: CanvasRenderingContext2D, word: string, left: number, right: number, top: number, palette: Palette): void {
  const k = devicePixelRatio;
  ctx.font = scaledFont(palette, 400);
  const width = ctx.measureText(word).width;
  if (width + 14 * k > right - left) return;
  const middle = (left + right) / 2;
  ctx.fillStyle = palette.panel;
  ctx.fillRect(middle - width / 2 - 5 * k, top + 6 * k, width + 10 * k, 17 * k);
  ctx.fillStyle = palette.text2;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillText(word, middle, top + 15 * k);
}

const scaledFont = (palette: Palette, weight: number) => palette.font(weight).replace(/(\d+(?:\.\d+)?)px/, (_, px: string) => `${Number(px) * devicePixelRatio}px`);

/** The zero line, a little stronger than the grid. */
export function drawZero(u: uPlot, palette: Palette): void {
  const { min, max } = u.scales['y'] ?? {};
  if (min === undefined || max === undefined || min > 0 || max < 0) return;
  const { ctx, bbox } = u;
  const y = Math.min(Math.round(u.valToPos(0, 'y', true)) + 0.5, bbox.top + bbox.height - 0.5);
  ctx.save();
  ctx.globalAlpha = 0.6;
  ctx.strokeStyle = palette.zero;
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}

/** A dotted line at each time something happened, with a small diamond on the axis. Drawn over the lines; two on the same pixel are one. */
export function drawMarks(u: uPlot, marks: readonly ChartMark[], palette: Palette): void {
  const { ctx, bbox } = u;
  const k = devicePixelRatio;
  let last = Number.NaN;
  for (const { time, level } of marks.toSorted((a, b) => a.time - b.time)) {
    const x = Math.round(u.valToPos(time / 1000, 'x', true)) + 0.5;
    if (!(x >= bbox.left && x <= bbox.left + bbox.width) || Math.abs(x - last) < 2 * k) continue;
    last = x;
    const [bottom, size] = [bbox.top + bbox.height, 3.5 * k];
    ctx.save();
    ctx.globalAlpha = 0.6;
    ctx.strokeStyle = ctx.fillStyle = level === 'critical' ? palette.level.critical.line : palette.text3;
    ctx.lineWidth = k;
    ctx.setLineDash([2 * k, 3 * k]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bottom);
    ctx.stroke();
    ctx.globalAlpha = 1;
    ctx.beginPath();
    ctx.moveTo(x, bottom - size);
    ctx.lineTo(x + size, bottom);
    ctx.lineTo(x, bottom + size);
    ctx.lineTo(x - size, bottom);
    ctx.fill();
    ctx.restore();
  }
}

/** A dashed line in its level's colour with its name in a small flag at the left. Drawn over the lines. */
export function drawThreshold(u: uPlot, { value, level, label, grip = false }: Threshold, palette: Palette): void {
  const { ctx, bbox } = u;
  const k = devicePixelRatio;
  const y = Math.round(u.valToPos(value, 'y', true)) + 0.5;
  if (!(y >= bbox.top - 1 && y <= bbox.top + bbox.height + 1)) return;
  const { line, soft } = palette.level[level];
  ctx.save();
  ctx.strokeStyle = line;
  ctx.lineWidth = 1.3 * k;
  ctx.setLineDash([6 * k, 4 * k]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.setLineDash([]);
  if (grip) drawGrip(ctx, bbox.left, y, line, palette);
  ctx.font = scaledFont(palette, 600);
  const width = ctx.measureText(label).width;
  // the flag stays inside the plot when the line runs along its edge
  const middle = Math.min(Math.max(y, bbox.top + 9 * k), bbox.top + bbox.height - 9 * k);
  const left = bbox.left + (grip ? 6 * k : 0);
  ctx.fillStyle = palette.panel;
  ctx.fillRect(left + 5 * k, middle - 10 * k, width + 14 * k, 20 * k);
  ctx.fillStyle = soft;
  ctx.beginPath();
  ctx.roundRect(left + 6 * k, middle - 9 * k, width + 12 * k, 18 * k, 3 * k);
  ctx.fill();
  ctx.fillStyle = line;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  ctx.fillText(label, left + 12 * k, middle + 0.5 * k);
  ctx.restore();
}

function drawGrip(ctx: CanvasRenderingContext2D, x: number, y: number, line: string, palette: Palette): void {
  ctx.beginPath();
  ctx.arc(x, y, 5.5 * devicePixelRatio, 0, 2 * Math.PI);
  ctx.fillStyle = palette.panel;
  ctx.fill();
  ctx.lineWidth = 1.8 * devicePixelRatio;
  ctx.strokeStyle = line;
  ctx.stroke();
}
