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

const PAGE_SIZES = [4096, 8192, 16_384, 65_536];

/**
 * Bytes of a memory page, from what /proc/meminfo (in kB) and /proc/vmstat (in pages) say of the same free memory. They are read one after the other, so
 * the size that comes nearest is taken; 4096 when one of them isn't there.
 */
export function pageBytesFrom(meminfo: string, vmstat: string): number {
  const ratio = numeral(/^MemFree:\s+(\d+) kB$/m.exec(meminfo)?.[1]) * 1024 / numeral(/^nr_free_pages (\d+)$/m.exec(vmstat)?.[1]);
  const distance = (size: number) => Math.abs(Math.log2(ratio / size));
  return ratio > 0 && Number.isFinite(ratio) ? PAGE_SIZES.reduce((best, size) => (distance(size) < distance(best) ? size : best)) : 4096;
}

/** Whether any swap is in use, from the text of /proc/meminfo. */
export function swapInUse(text: string): boolean {
  const kilobytes = (field: string) => numeral(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(text)?.[1]);
  return kilobytes('SwapTotal') > kilobytes('SwapFree');
}
