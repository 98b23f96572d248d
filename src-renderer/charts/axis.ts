import { THIN, type Unit } from '../ui/format.ts';
import { isBinary } from './ticks.ts';

const BYTES = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
const THOUSANDS = ['', 'k', 'M', 'G', 'T', 'P'];
/** Lengths of time, longest first; seconds. */
const CLOCK = [['d', 86_400], ['h', 3600], ['min', 60]] as const;

/**
 * A number beside an axis: with its unit, without "/s" (the title says it), and with the figures that tell neighbours `step` apart.
 * Zero is `0`.
 */
export function axisLabel(value: number, unit: Unit, step: number): string {
  if (value === 0) return '0';
  if (unit === 'ratio') return percentLabel(value * 100, step * 100);
  if (unit === 'percent') return percentLabel(value, step);
  if (unit === 'seconds') return timeLabel(value, step);
  if (unit === 'duration') return timeLabel(value / 1000, step / 1000);
  if (isBinary(unit)) return prefixed(value, step, 1024, BYTES, THIN);
  if (unit === 'bits' || unit === 'bitsRate') return prefixed(value, step, 1000, THOUSANDS.map(prefix => `${prefix}bit`), THIN);
  if (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e18) return minus(value.toExponential(1));
  return prefixed(value, step, 1000, THOUSANDS, '');
}

function prefixed(value: number, step: number, base: number, prefixes: readonly string[], space: string): string {
  // 1.05 M beside 1 M, but 1,048,600 beside 1,048,500: the prefix is as large as the step leaves readable
  let i = 0;
  let scale = 1;
  while (Math.abs(value) >= scale * base && i < prefixes.length - 1) { scale *= base; i++; }
  while (i > 0 && step / scale < 0.01) { scale /= base; i--; }
  return `${digits(value / scale, step / scale)}${space}${prefixes[i]}`;
}

/** Past 10,000 % the gutter has room only for a prefix. */
const percentLabel = (value: number, step: number): string =>
  `${Math.abs(value) < 10_000 ? digits(value, step) : prefixed(value, step, 1000, THOUSANDS, '')}${THIN}%`;

function timeLabel(seconds: number, step: number): string {
  const [name, length] = CLOCK.find(([, size]) => step % size === 0) ?? (Math.abs(seconds) >= 1 || step >= 1 ? ['s', 1] : Math.abs(seconds) >= 0.001 ? ['ms', 1e-3] : ['µs', 1e-6]);
  return `${digits(seconds / length, step / length)}${THIN}${name}`;
}

/** As many decimals as `step` has, none in vain. */
function digits(value: number, step: number): string {
  let decimals = 0;
  for (let scale = 1; decimals < 9 && Math.abs(step * scale - Math.round(step * scale)) > 1e-6 * step * scale; scale *= 10) decimals++;
  return minus(String(Number(value.toFixed(decimals))));
}

const minus = (text: string) => text.replaceAll('-', '−');
