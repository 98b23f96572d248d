import { fitsName, measure, numeral, untyped, words, type Measurement } from './measurement.ts';

/** node_exporter's choice of the ~180 fields: paging, swapping, faults, and kills for lack of memory. */
const CHOSEN = /^(oom_kill|pgpg|pswp|pg.*fault)/;

/** The chosen fields of /proc/vmstat (proc_vmstat(5)) as node_vmstat_*. */
export function parseVmstat(text: string): Measurement[] {
  const out: Measurement[] = [];
  for (const line of text.split('\n')) {
    if (!CHOSEN.test(line)) continue;
    const [field = '', count] = words(line);
    if (fitsName(field)) measure(out, untyped(`node_vmstat_${field}`, `/proc/vmstat information field ${field}.`), numeral(count));
  }
  return out;
}
