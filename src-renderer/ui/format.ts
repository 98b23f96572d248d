/** What a number measures, and so how it is written. `ratio` is 0..1, `percent` 0..100, `duration` ms, `seconds` s; rates are per second. */
export type Unit = 'none' | 'bytes' | 'bytesRate' | 'bits' | 'bitsRate' | 'ratio' | 'percent' | 'count' | 'rate' | 'duration' | 'seconds';
export type Language = 'en' | 'zh';

/** Between a number and its unit. */
export const THIN = '\u2009';
export const MISSING = '–';

const BYTES = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
const BITS = ['bit', 'kbit', 'Mbit', 'Gbit', 'Tbit'];
const COUNTS = ['', 'k', 'M', 'G', 'T'];

/** At most three figures and no more than needed: 9.3 of 9.3, 42 of 42.1, 0.0042 of 0.00421. Zero is `0`. */
export function formatNumber(value: number | null | undefined, figures = 3): string {
  if (value === null || value === undefined) return MISSING;
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '−Inf';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e15 || size < 1e-6) return minus(value.toExponential(figures - 1));
  if (size >= 1000) return scaled(value, COUNTS, 1000, '');
  return minus(String(Number(value.toPrecision(figures))));
}

/** A number in its unit, for people: `1.2 GiB`, `37 %`, `39 MiB/s`, `1.5 s`. Absent is a dash. `language` only touches the words of long durations. */
export function formatValue(value: number | null | undefined, unit: Unit, language: Language = 'en'): string {
  if (value === null || value === undefined || Number.isNaN(value) && unit !== 'none') return MISSING;
  if (!Number.isFinite(value)) return formatNumber(value);
  switch (unit) {
    case 'none': return formatNumber(value);
    case 'bytes': return value === 0 ? '0' : scaled(value, BYTES, 1024);
    case 'bytesRate': return value === 0 ? '0' : `${scaled(value, BYTES, 1024)}/s`;
    case 'bits': return value === 0 ? '0' : scaled(value, BITS, 1000);
    case 'bitsRate': return value === 0 ? '0' : `${scaled(value, BITS, 1000)}/s`;
    case 'ratio': return formatValue(value * 100, 'percent');
    case 'percent': return value === 0 ? '0' : `${figures(value)}${THIN}%`;
    case 'count': return formatCount(value);
    case 'rate': return value === 0 ? '0' : `${formatNumber(value)}/s`;
    case 'duration': return formatDuration(value, language);
    case 'seconds': return formatDuration(value * 1000, language);
  }
}

export const formatBytes = (bytes: number | null | undefined): string => formatValue(bytes, 'bytes');
export const formatRate = (bytesPerSecond: number | null | undefined): string => formatValue(bytesPerSecond, 'bytesRate');
export const formatPercent = (ratio: number | null | undefined): string => formatValue(ratio, 'ratio');

/** A whole number with its thousands apart up to 99,999, then short: `9,318`, `1.2 M`. */
export function formatCount(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return MISSING;
  return Math.abs(value) < 100_000 ? minus(Math.round(value).toLocaleString('en-US')) : scaled(value, COUNTS, 1000);
}

/** `9.3` below ten, `42` from ten on; tiny values keep two figures. */
function figures(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 0.095) return minus(String(Number(value.toPrecision(2))));
  return minus(size < 9.95 ? value.toFixed(1) : String(Math.round(value)));
}

function scaled(value: number, units: readonly string[], base: number, space = THIN): string {
  let size = value;
  let i = 0;
  while (Math.abs(size) >= 999.5 && i < units.length - 1) { size /= base; i++; }
  const number = i === 0 && Number.isInteger(size) ? minus(String(size)) : figures(size);
  return units[i] === '' ? number : `${number}${space}${units[i]}`;
}

const minus = (text: string): string => text.replace(/^-/, '−').replace('e-', 'e−');

const STEPS = [['d', '天', 86_400_000], ['h', '小时', 3_600_000], ['min', '分钟', 60_000], ['s', '秒', 1000]] as const;

/** A length of time with at most two units: `38 ms`, `1.5 s`, `26 min`, `1 h 12 min`, `41 d 6 h`; Chinese with words (`1 小时 12 分钟`). */
export function formatDuration(ms: number | null | undefined, language: Language = 'en'): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return MISSING;
  if (ms === 0) return '0';
  const sign = ms < 0 ? '−' : '';
  const size = Math.abs(ms);
  const zh = language === 'zh';
  if (size < 0.9995) return `${sign}${figures(size * 1000)}${THIN}${zh ? '微秒' : 'µs'}`;
  if (size < 999.5) return `${sign}${figures(size)}${THIN}${zh ? '毫秒' : 'ms'}`;
  if (size < 59_950) return `${sign}${Number(figures(size / 1000))}${THIN}${zh ? '秒' : 's'}`;
  const top = STEPS.findIndex(([, , length]) => size >= length * 0.9995);
  const [en, cn, length] = STEPS[top]!;
  const below = STEPS[top + 1];
  if (!below) return `${sign}${Math.round(size / length)}${THIN}${zh ? cn : en}`;
  const parts = Math.round(size / below[2]);
  const per = length / below[2];
  const [first, rest] = [Math.floor(parts / per), parts % per];
  const head = `${sign}${first}${THIN}${zh ? cn : en}`;
  return rest === 0 || en === 'd' && first >= 100 ? head : `${head} ${rest}${THIN}${zh ? below[1] : below[0]}`;
}
