import type { Layer } from './fold.ts';
import { isDashed, type Palette, strokeOf } from './palette.ts';

const MARGIN = 14;
const LINE = 20;

/** The plot as a PNG with its title above and its legend below, in the colours of the screen. */
export function pictureOf(plot: HTMLCanvasElement, title: string, layers: readonly Pick<Layer, 'name' | 'color'>[], palette: Palette): Promise<Blob | null> {
  const k = devicePixelRatio;
  const canvas = document.createElement('canvas');
  const ctx = canvas.getContext('2d')!;
  const width = plot.width / k;
  ctx.font = palette.font(400);
  const lines = legendLines(ctx, layers, width - 2 * MARGIN);
  canvas.width = plot.width;
  canvas.height = plot.height + (2 * LINE + lines.length * LINE) * k;
  ctx.fillStyle = palette.panel;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.drawImage(plot, 0, 1.5 * LINE * k);
  ctx.scale(k, k);
  ctx.textBaseline = 'middle';
  ctx.fillStyle = palette.text;
  ctx.font = palette.font(600);
  ctx.fillText(title, MARGIN, LINE * 0.75, width - 2 * MARGIN);
  ctx.font = palette.font(400);
  lines.forEach((line, i) => { drawLegend(ctx, line, plot.height / k + (2 + i) * LINE, palette); });
  return new Promise(resolve => canvas.toBlob(resolve, 'image/png'));
}

interface Placed { readonly layer: Pick<Layer, 'name' | 'color'>; readonly x: number }

/** The entries, wrapped to `width`. */
function legendLines(ctx: CanvasRenderingContext2D, layers: readonly Pick<Layer, 'name' | 'color'>[], width: number): Placed[][] {
  const lines: Placed[][] = [[]];
  let x = 0;
  for (const layer of layers) {
    const size = ctx.measureText(layer.name).width + 34;
    if (x + size > width && x > 0) { lines.push([]); x = 0; }
    lines.at(-1)!.push({ layer, x: MARGIN + x });
    x += size;
  }
  return lines;
}

function drawLegend(ctx: CanvasRenderingContext2D, line: readonly Placed[], y: number, palette: Palette): void {
  for (const { layer, x } of line) {
    ctx.strokeStyle = strokeOf(layer.color, palette);
    ctx.lineWidth = 2.5;
    ctx.setLineDash(isDashed(layer.color) ? [5, 3] : []);
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.lineTo(x + 13, y);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.fillStyle = palette.text2;
    ctx.fillText(layer.name, x + 18, y);
  }
}
