/** A number as PromQL and rule tests write it: decimal, hexadecimal, Inf, NaN. NaN for anything else. */
export function parseNumber(text: string): number {
  const [, sign = '', rest = ''] = /^([+-]?)(.*)$/.exec(text.trim()) ?? [];
  const size = /^inf(inity)?$/i.test(rest) ? Infinity : rest === '' ? Number.NaN : Number(rest);
  return sign === '-' ? -size : size;
}
