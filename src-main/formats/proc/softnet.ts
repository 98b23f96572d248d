import { hexadecimal } from './conntrack.ts';
import { counter, measure, words, type Measurement } from './measurement.ts';

const COLUMNS = [
  counter('node_softnet_processed_total', 'Number of processed packets', ['cpu']),
  counter('node_softnet_dropped_total', 'Number of dropped packets', ['cpu']),
  counter('node_softnet_times_squeezed_total', 'Number of times processing packets ran out of quota', ['cpu']),
];
/** Since Linux 5.10 the 13th column holds the core; before, a line stands for each online core in order. */
const CPU_COLUMN = 12;

/** Packets handled by each core from the text of /proc/net/softnet_stat, hexadecimal columns without a head line. */
export function parseSoftnet(text: string): Measurement[] {
  const out: Measurement[] = [];
  text.split('\n').map(words).filter(row => row.length >= COLUMNS.length).forEach((row, line) => {
    const cpu = row.length > CPU_COLUMN ? hexadecimal(row[CPU_COLUMN]) : line;
    if (Number.isFinite(cpu)) COLUMNS.forEach((metric, i) => { measure(out, metric, hexadecimal(row[i]), [String(cpu)]); });
  });
  return out;
}
