import type uPlot from 'uplot';
import { faded, type Palette } from './palette.ts';

/** A stretch (unix ms) in which an alert fired, or waited to fire. */
export interface ChartSpan { readonly from: number; readonly to: number; readonly level: 'warn' | 'critical'; readonly kind: 'firing' | 'pending' }

/** What is shorter is drawn this wide, or a moment would not be seen; CSS px. */
const LEAST_PX = 2;
const FOOT_PX = 4;
const STRIPE_PX = 6;

/** Left edge and width in canvas pixels of a stretch clipped to the plot; null outside of it. */
export function spanBox({ from, to }: Pick<ChartSpan, 'from' | 'to'>, position: (time: number) => number, left: number, right: number, least: number): readonly [x: number, width: number] | null {
  const [start, end] = [position(from), position(to)];
  if (end < left || start > right) return null;
  const x = Math.min(Math.max(start, left), right - least);
  return [x, Math.max(least, Math.min(end, right) - x)];
}

/** Firing: a tinted column on a solid foot. Pending: stripes. Drawn under grid and lines. */
export function drawSpans(u: uPlot, spans: readonly ChartSpan[], palette: Palette): void {
  const { ctx, bbox } = u;
  const k = devicePixelRatio;
  for (const span of spans) {
    const box = spanBox(span, time => u.valToPos(time / 1000, 'x', true), bbox.left, bbox.left + bbox.width, LEAST_PX * k);
    if (box === null) continue;
    const [x, width] = box;
    const color = palette.level[span.level].line;
    ctx.save();
    ctx.fillStyle = faded(color, palette.dark ? 0.2 : 0.14);
    if (span.kind === 'pending') drawStripes(ctx, x, bbox.top, width, bbox.height, ctx.fillStyle);
    else {
      ctx.fillRect(x, bbox.top, width, bbox.height);
      ctx.fillStyle = color;
      ctx.fillRect(x, bbox.top + bbox.height - FOOT_PX * k, width, FOOT_PX * k);
    }
    ctx.restore();
  }
}

function drawStripes(ctx: CanvasRenderingContext2D, x: number, top: number, width: number, height: number, color: string): void {
  const step = STRIPE_PX * devicePixelRatio;
  ctx.beginPath();
  ctx.rect(x, top, width, height);
  ctx.clip();
  ctx.strokeStyle = color;
  ctx.lineWidth = step / 2.5;
  ctx.beginPath();
  for (let at = Math.floor((x - height) / step) * step; at < x + width; at += step) {
    ctx.moveTo(at, top + height);
    ctx.lineTo(at + height, top);
  }
  ctx.stroke();
}
