import { counter, measure, numeral, words, type Measurement } from './measurement.ts';

const statistic = (name: string) => counter(`node_network_${name}_total`, `Network device statistic ${name}.`, ['device']);
const COLUMNS = [
  ...['bytes', 'packets', 'errs', 'drop', 'fifo', 'frame', 'compressed', 'multicast'].map(name => statistic(`receive_${name}`)),
  ...['bytes', 'packets', 'errs', 'drop', 'fifo', 'colls', 'carrier', 'compressed'].map(name => statistic(`transmit_${name}`)),
];

/**
 * Traffic of each network device from the text of /proc/net/dev as node_network_{receive,transmit}_*_total{device}.
 * source   proc_pid_net(5); the number may follow the colon without a space, and an alias has a colon in its name
 */
export function parseNetDev(text: string): Measurement[] {
  const out: Measurement[] = [];
  for (const line of text.split('\n')) {
    const colon = line.lastIndexOf(':');
    if (colon < 0) continue;
    const device = line.slice(0, colon).trim();
    const columns = words(line.slice(colon + 1));
    if (device === '' || columns.length !== COLUMNS.length) continue;
    COLUMNS.forEach((metric, i) => { measure(out, metric, numeral(columns[i]), [device]); });
  }
  return out;
}
