import { type Ref, useEffect, useEffectEvent, useImperativeHandle, useLayoutEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useCursor } from '../host/cursor.ts';
import { followCursor, type PlotEvents, plotCursor, plotHooks } from './interaction.ts';
import { edgeColumns, plotOptions, type PlotShape, type PlotState } from './options.ts';

/** A picture of the plot as it stands, for saving; null before the first drawing. */
export interface PlotHandle { canvas(): HTMLCanvasElement | null }

interface PlotProps {
  readonly shape: PlotShape;
  readonly data: uPlot.AlignedData;
  readonly state: PlotState;
  readonly label: string;
  readonly onZoom: (from: number, to: number) => void;
  readonly onBack: () => void;
  /** the threshold was moved */
  readonly onThreshold?: ((value: number, done: boolean) => void) | undefined;
  readonly ref?: Ref<PlotHandle>;
}

/** The canvas of a chart. Made anew when `shape` is another object; only refilled when the values or the range are. */
export function Plot({ shape, data, state, label, onZoom, onBack, onThreshold, ref }: PlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const live = useRef({ data, state, panMs: 0, held: false });
  const cursor = useCursor();
  useImperativeHandle(ref, () => ({ canvas: () => plot.current?.ctx.canvas ?? null }), []);

  const zoom = useEffectEvent(onZoom);
  const back = useEffectEvent(onBack);
  const pan = useEffectEvent((byMs: number, done: boolean) => {
    live.current.panMs = done ? 0 : byMs;
    if (done) onZoom(state.from + byMs, state.to + byMs);
    else plot.current?.setData(data);
  });
  const grip = useEffectEvent((u: uPlot) => onThreshold && state.threshold ? u.valToPos(state.threshold.value, 'y') : null);
  const drag = useEffectEvent((value: number, done: boolean) => { live.current.held = !done; onThreshold?.(value, done); if (done) plot.current?.setData(data); });
  const build = useEffectEvent((target: HTMLElement) => {
    live.current = { data, state, panMs: 0, held: false };
    const events: PlotEvents = { zoom: (from, to) => zoom(from, to), back: () => back(), pan: (byMs, done) => pan(byMs, done), grip: u => grip(u), drag: (value, done) => drag(value, done) };
    const options = plotOptions(shape, () => liveState(live.current), plotCursor(cursor, events, shape.palette, edgeColumns(shape.layers)), plotHooks(cursor, events));
    return new uPlot({ ...options, width: target.clientWidth, height: target.clientHeight }, data, target);
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new shape asks for a new plot; everything else reaches the plot that stands
  useLayoutEffect(() => {
    const target = box.current!;
    const chart = plot.current = build(target);
    followCursor(chart, cursor);
    const resize = new ResizeObserver(() => {
      if (target.clientWidth !== chart.width || target.clientHeight !== chart.height) chart.setSize({ width: target.clientWidth, height: target.clientHeight });
    });
    resize.observe(target);
    const leave = cursor.subscribe(() => followCursor(chart, cursor));
    return () => { leave(); resize.disconnect(); chart.destroy(); plot.current = null; };
  }, [shape, cursor]);

  useEffect(() => {
    if (live.current.data === data && live.current.state === state) return;
    live.current = { ...live.current, data, state };
    if (plot.current) { plot.current.setData(data); followCursor(plot.current, cursor); }
  }, [data, state, cursor]);

  return <div ref={box} className="chart-plot" role="img" aria-label={label} />;
}

const liveState = ({ state, panMs, held }: { readonly state: PlotState; readonly panMs: number; readonly held: boolean }): PlotState =>
  panMs === 0 && !held ? state : { ...state, from: state.from + panMs, to: state.to + panMs, held };
