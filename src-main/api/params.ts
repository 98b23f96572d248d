import type { Params } from '../shared/contract/prometheus.ts';
import { AppError } from '../shared/model/errors.ts';

const bad = (message: string): AppError => new AppError('bad-data', message);
/** Go's %q for what a parameter usually holds. */
const quoted = (text: string): string => JSON.stringify(text);

/** The first value of a parameter, '' when absent, as Go's FormValue gives it. */
export const first = (params: Params, name: string): string => (Object.hasOwn(params, name) ? params[name]?.[0] : undefined) ?? '';
export const all = (params: Params, name: string): readonly string[] => (Object.hasOwn(params, name) ? params[name] : undefined) ?? [];

/** Runs `read` and puts the parameter's name before what it complains about: `invalid parameter "start": …`. */
export function naming<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw named(name, error);
  }
}

/** The same for an error that comes later; only the ones about bad data belong to the parameter. */
export const named = (name: string, error: unknown): unknown =>
  error instanceof AppError && (error.code === 'bad-data' || error.code === 'invalid-input') ? new AppError('bad-data', `invalid parameter "${name}": ${error.message}`, { cause: error }) : error;

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/**
 * Unix ms from seconds (with decimals, rounded to ms) or RFC 3339.
 * source  Prometheus web/api/v1 parseTime
 */
export function parseTime(text: string): number {
  const time = NUMBER.test(text) ? Math.round(Number(text) * 1000) : RFC3339.test(text) ? parseRfc3339(text) : Number.NaN;
  if (!Number.isFinite(time) || Math.abs(time) > Number.MAX_SAFE_INTEGER) throw bad(`cannot parse ${quoted(text)} to a valid timestamp`);
  return time;
}

/** Date.parse rolls 30 February over to March; a day that doesn't exist is no time. */
function parseRfc3339(text: string): number {
  const [, year, month, day] = RFC3339.exec(text) ?? [];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 ? Date.parse(text) : Number.NaN;
}

/** A time that may be left out. */
export const timeParam = (params: Params, name: string): number | undefined => {
  const text = first(params, name);
  if (text === '') return undefined;
  try {
    return parseTime(text);
  } catch (error) {
    throw bad(`invalid parameter "${name}": Invalid time value for '${name}': ${error instanceof Error ? error.message : ''}`);
  }
};

const UNITS = [['y', 365 * 86_400_000], ['w', 7 * 86_400_000], ['d', 86_400_000], ['h', 3_600_000], ['m', 60_000], ['s', 1000], ['ms', 1]] as const;
const DURATION = new RegExp(`^${UNITS.map(([unit]) => `(?:(\\d+)${unit})?`).join('')}$`);
/** 2^63 ns, where Go's time.Duration ends. */
const MAX_DURATION_MS = 2 ** 63 / 1e6;

/**
 * Ms from seconds (with decimals) or Prometheus's notation (`1h30m`, units in falling order, each once).
 * source  Prometheus web/api/v1 parseDuration, common/model ParseDuration
 */
export function parseDurationMs(text: string): number {
  const numeric = NUMBER.test(text);
  const parts = numeric || text === '' ? null : DURATION.exec(text);
  if (!numeric && !parts) throw bad(`cannot parse ${quoted(text)} to a valid duration`);
  const ms = numeric ? Number(text) * 1000 : UNITS.reduce((sum, [, unitMs], i) => sum + Number(parts?.[i + 1] ?? 0) * unitMs, 0);
  if (Math.abs(ms) > MAX_DURATION_MS) throw bad(`cannot parse ${quoted(text)} to a valid duration${numeric ? '. It overflows int64' : ''}`);
  return ms;
}

/** How many results at most; 0 = all. */
export function limitParam(params: Params): number {
  const text = first(params, 'limit');
  return text === '' ? 0 : naming('limit', () => {
    if (!/^[+-]?\d{1,15}$/.test(text)) throw bad(`strconv.Atoi: parsing ${quoted(text)}: invalid syntax`);
    if (Number(text) < 0) throw bad('limit must be non-negative');
    return Number(text);
  });
}

/** A duration that may be left out, as the deadline of a query; a zero or negative one has passed already. */
export function timeoutParam(params: Params): { timeoutMs?: number } {
  const text = first(params, 'timeout');
  return text === '' ? {} : { timeoutMs: naming('timeout', () => Math.max(1, Math.round(parseDurationMs(text)))) };
}
