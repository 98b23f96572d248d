import type uPlot from 'uplot';
import type { Language, Unit } from '../ui/format.ts';
import { axisLabel } from './axis.ts';
import type { Layer } from './fold.ts';
import type { Stretch } from './lost.ts';
import type { ChartMark } from './marks.ts';
import { drawLost, drawMarks, drawThreshold, drawZero, type Threshold } from './overlay.ts';
import { faded, isDashed, type Palette, strokeOf } from './palette.ts';
import { type ChartSpan, drawSpans } from './spans.ts';
import { ticksBetween, type ValueRange, valueRange } from './ticks.ts';
import { timeLabel, timeTicks } from './timeTicks.ts';

/** Gutters of every chart, CSS px: equal, so that times line up down a page. */
export const GUTTER_LEFT = 56;
export const GUTTER_RIGHT = 14;
const PADDING_TOP = 9;
const TIME_AXIS = 22;
const MOST_LABELS = 8;
const LABEL_PX = { x: 72, y: 30 } as const;

/** One line of a plot, without its values. */
export interface ShapeLayer extends Pick<Layer, 'name' | 'color' | 'fill' | 'negative'> { readonly banded: boolean }

/** What a plot is made for; a change of any of it makes a new plot. */
export interface PlotShape {
  readonly layers: readonly ShapeLayer[];
  readonly unit: Unit;
  readonly stack: boolean;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly palette: Palette;
  readonly language: Language;
  readonly lostWord: string;
}

/** What moves without making a new plot. Times in unix ms. */
export interface PlotState {
  readonly from: number;
  readonly to: number;
  readonly lost: readonly Stretch[];
  readonly marks: readonly ChartMark[];
  readonly spans: readonly ChartSpan[];
  readonly threshold: Threshold | undefined;
  /** the vertical axis stays as it is: the threshold is being moved along it */
  readonly held: boolean;
}

/** Options of the plot; columns as `toAligned` makes them from the same layers. `state` is asked at every drawing. */
export function plotOptions(shape: PlotShape, state: () => PlotState, cursor: uPlot.Cursor, hooks: uPlot.Hooks.Arrays): Omit<uPlot.Options, 'width' | 'height'> {
  const { palette } = shape;
  return {
    ...seriesAndBands(shape),
    padding: [PADDING_TOP, GUTTER_RIGHT, 0, 0],
    legend: { show: false },
    cursor,
    ...scalesAndAxes(shape, state),
    hooks: {
      ...hooks,
      drawClear: [u => { drawLost(u, state().lost, shape.lostWord, palette); drawSpans(u, state().spans, palette); }],
      drawAxes: [u => drawZero(u, palette)],
      draw: [u => { const { marks, threshold } = state(); drawMarks(u, marks, palette); if (threshold) drawThreshold(u, threshold, palette); }],
    },
  };
}

/** Columns of one layer: its line and, where it has a band, that band's two edges. */
const columnsOf = ({ banded }: ShapeLayer): number => banded ? 3 : 1;

/** Positions of the bands' edges among uPlot's series, where 0 is time: they are drawn but not pointed at. */
export function edgeColumns(layers: readonly ShapeLayer[]): ReadonlySet<number> {
  const edges = new Set<number>();
  let next = 1;
  for (const layer of layers) {
    if (layer.banded) edges.add(next + 1).add(next + 2);
    next += columnsOf(layer);
  }
  return edges;
}

function seriesAndBands({ layers, stack, palette }: PlotShape): Pick<uPlot.Options, 'series' | 'bands'> {
  const series: uPlot.Series[] = [{}];
  const bands: uPlot.Band[] = [];
  layers.forEach((layer, i) => {
    const stroke = strokeOf(layer.color, palette);
    const at = series.length;
    const opacity = stack ? (palette.dark ? 0.42 : 0.5) : 0.14;
    const filled = stack ? i === 0 : layer.fill;
    series.push({
      label: layer.name, stroke, width: layer.color === 1 && !stack ? 1.7 : 1.4, points: { show: false },
      ...(isDashed(layer.color) ? { dash: [5, 3] } : {}),
      ...(filled ? { fill: faded(stroke, opacity), fillTo: 0 } : {}),
    });
    if (stack && i > 0) bands.push({ series: [at, at - 1], fill: faded(stroke, opacity) });
    if (layer.banded) {
      const edge: uPlot.Series = { stroke: 'transparent', width: 0, points: { show: false } };
      series.push(edge, { ...edge });
      bands.push({ series: [at + 1, at + 2], fill: faded(stroke, palette.dark ? 0.2 : 0.16) });
    }
  });
  return { series, bands };
}

function scalesAndAxes(shape: PlotShape, state: () => PlotState): Pick<uPlot.Options, 'scales' | 'axes'> {
  const { palette, unit, language } = shape;
  const mirrored = shape.layers.some(layer => layer.negative);
  let range: ValueRange = { low: 0, high: 1, step: 1 };
  let empty = true;
  const most = (size: number, label: number) => Math.max(2, Math.min(MOST_LABELS, Math.floor(size / label)));
  const look = { stroke: palette.text3, font: palette.font(400), ticks: { show: false }, grid: { stroke: palette.grid, width: 1 } };
  return {
    scales: {
      x: { time: false, range: () => [state().from / 1000, state().to / 1000] },
      y: {
        range: (u, low, high) => {
          if (!state().held) range = withThreshold(low, high, shape, state().threshold, most(u.height - PADDING_TOP - TIME_AXIS, LABEL_PX.y));
          empty = low === null && state().threshold?.always !== true;
          return [range.low, range.high];
        },
      },
    },
    axes: [
      {
        ...look, size: TIME_AXIS, gap: 6,
        splits: (u, _axis, min, max) => timeTicks(min * 1000, max * 1000, most(plotWidth(u), LABEL_PX.x)).times.map(time => time / 1000),
        values: (u, splits) => timeLabels(u, splits, language, palette),
      },
      {
        ...look, size: GUTTER_LEFT, gap: 8,
        splits: () => ticksBetween(range),
        values: (_u, splits) => splits.map(value => empty ? '' : axisLabel(mirrored ? Math.abs(value) : value, unit, range.step)),
      },
    ],
  };
}

const plotWidth = (u: uPlot) => u.width - GUTTER_LEFT - GUTTER_RIGHT;

/** A threshold far above the values is left out of the range, unless it has to be seen: it would press them flat. */
function withThreshold(low: number | null, high: number | null, { unit, min, max, stack, layers }: PlotShape, threshold: Threshold | undefined, most: number): ValueRange {
  const toZero = stack || layers.some(layer => layer.fill);
  let [from, to] = [low ?? 0, high ?? 0];
  if (toZero) [from, to] = [Math.min(0, from), Math.max(0, to)];
  if (threshold?.always) [from, to] = low === null ? [Math.min(0, threshold.value), Math.max(0, threshold.value)] : [Math.min(from, threshold.value), Math.max(to, threshold.value)];
  else if (threshold && to >= threshold.value / 2) to = Math.max(to, threshold.value);
  return valueRange(from, to, unit, most, { min, max });
}

/** Labels that would be cut off at the right edge are left away. */
function timeLabels(u: uPlot, splits: readonly number[], language: Language, palette: Palette): string[] {
  const stepMs = splits.length > 1 ? (splits[1]! - splits[0]!) * 1000 : 60_000;
  const { max = 0, min = 0 } = u.scales['x'] ?? {};
  return splits.map(seconds => {
    const label = timeLabel(seconds * 1000, stepMs, language);
    const room = (max - seconds) / (max - min) * plotWidth(u) + GUTTER_RIGHT;
    return room < label.length * palette.fontPx * 0.3 ? '' : label;
  });
}
