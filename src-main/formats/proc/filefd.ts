import { gauge, measure, numeral, words, type Measurement } from './measurement.ts';

const ALLOCATED = gauge('node_filefd_allocated', 'File descriptor statistics: allocated.');
const MAXIMUM = gauge('node_filefd_maximum', 'File descriptor statistics: maximum.');

/** File handles of the whole machine from the text of /proc/sys/fs/file-nr: allocated, free, maximum (proc_sys_fs(5)). */
export function parseFileNr(text: string): Measurement[] {
  const [allocated, , maximum] = words(text);
  const out: Measurement[] = [];
  measure(out, ALLOCATED, numeral(allocated));
  measure(out, MAXIMUM, numeral(maximum));
  return out;
}
