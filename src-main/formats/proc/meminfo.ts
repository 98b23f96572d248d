import { fitsName, gauge, measure, numeral, words, type Measurement } from './measurement.ts';

/**
 * Every field of /proc/meminfo under node_exporter's name: `Active(anon): 5 kB` is node_memory_Active_anon_bytes 5120,
 * a field without unit keeps its bare name (node_memory_HugePages_Total).
 * source   proc_meminfo(5): `kB` there means 1024 bytes
 */
export function parseMeminfo(text: string): Measurement[] {
  const out: Measurement[] = [];
  for (const line of text.split('\n')) {
    const [label = '', amount, unit] = words(line);
    if (!label.endsWith(':') || (unit !== undefined && unit !== 'kB')) continue;
    const field = label.slice(0, -1).replace(/^(\w+)\((\w+)\)$/, '$1_$2') + (unit === undefined ? '' : '_bytes');
    if (!fitsName(field)) continue;
    measure(out, gauge(`node_memory_${field}`, `Memory information field ${field}.`), numeral(amount) * (unit === undefined ? 1 : 1024));
  }
  return out;
}

/** Whether any swap is in use, from the text of /proc/meminfo. */
export function swapInUse(text: string): boolean {
  const kilobytes = (field: string) => numeral(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(text)?.[1]);
  return kilobytes('SwapTotal') > kilobytes('SwapFree');
}
