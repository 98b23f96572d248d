/**
 * Numbers as Prometheus's HTTP API writes those of series: the shortest digits that read back the same, in plain form between 1e-6 and 1e21 and
 * with an exponent of two digits or more outside, `NaN`, `+Inf`, `-Inf`. ECMAScript's own form has the same bounds and the same digits.
 * source  prometheus/util/jsonutil, MarshalFloat
 */
export function jsonFloat(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const text = String(value);
  return text.charCodeAt(text.length - 2) === 0x2d ? `${text.slice(0, -1)}0${text.slice(-1)}` : text; // 1e-7
}

/** Numbers as Go writes them with 'f' and precision -1, never an exponent: scalar answers, and values that `count_values` turns into labels. */
export function goFloat(value: number): string {
  const text = jsonFloat(value);
  const parts = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (parts === null) return text;
  const [, sign = '', lead = '', rest = '', power = '0'] = parts;
  const digits = lead + rest, shift = Number(power);
  return sign + (shift < 0 ? `0.${'0'.repeat(-shift - 1)}${digits}` : digits.padEnd(shift + 1, '0'));
}

/** A time in unix ms as the API writes it: seconds, with three decimals where they are not zero. */
export function jsonTime(time: number): string {
  const whole = Math.round(time), magnitude = Math.abs(whole), fraction = magnitude % 1000;
  const text = String((magnitude - fraction) / 1000);
  return (whole < 0 ? '-' : '') + (fraction === 0 ? text : `${text}.${String(fraction).padStart(3, '0')}`);
}
