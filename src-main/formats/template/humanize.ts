import { general } from './gofmt.ts';
import { GoTime } from './values.ts';

const LARGE = ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'], SMALL = ['m', 'u', 'n', 'p', 'f', 'a', 'z', 'y'], BINARY = ['ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'Zi', 'Yi'];
const four = (value: number): string => general(value, 4);

/** source: prometheus/util/strutil and template/template.go, which these follow digit by digit. */
export function humanize(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return four(value);
  return Math.abs(value) >= 1 ? divided(value, 1000, LARGE) : multiplied(value);
}

export function humanize1024(value: number): string {
  return Math.abs(value) <= 1 || !Number.isFinite(value) ? four(value) : divided(value, 1024, BINARY);
}

export const humanizePercentage = (value: number): string => `${four(value * 100)}%`;

/** value in seconds */
export function humanizeDuration(value: number): string {
  if (!Number.isFinite(value)) return four(value);
  if (value === 0) return '0s';
  if (Math.abs(value) < 1) return `${multiplied(value)}s`;
  const sign = value < 0 ? '-' : '', size = Math.abs(value), whole = Math.trunc(size);
  const seconds = whole % 60, minutes = Math.floor(whole / 60) % 60, hours = Math.floor(whole / 3600) % 24, days = Math.floor(whole / 86_400);
  if (days !== 0) return `${sign}${days}d ${hours}h ${minutes}m ${seconds}s`;
  if (hours !== 0) return `${sign}${hours}h ${minutes}m ${seconds}s`;
  return minutes !== 0 ? `${sign}${minutes}m ${seconds}s` : `${sign}${four(size)}s`;
}

/** value in unix seconds. errors: RangeError beyond what Go counts in nanoseconds */
export const humanizeTimestamp = (value: number): string => (Number.isFinite(value) ? timeOf(value).toString() : four(value));

/** value in unix seconds. errors: as humanizeTimestamp */
export function timeOf(value: number): GoTime {
  if (!(Math.abs(value) * 1e9 < 2 ** 63)) throw new RangeError(`${general(value, null)} cannot be represented as a nanoseconds timestamp since it overflows int64`);
  return new GoTime(value * 1000);
}

function divided(value: number, by: number, prefixes: readonly string[]): string {
  let prefix = '';
  for (const next of prefixes) {
    if (Math.abs(value) < by) break;
    prefix = next;
    value /= by;
  }
  return four(value) + prefix;
}

function multiplied(value: number): string {
  let prefix = '';
  for (const next of SMALL) {
    if (Math.abs(value) >= 1) break;
    prefix = next;
    value *= 1000;
  }
  return four(value) + prefix;
}
