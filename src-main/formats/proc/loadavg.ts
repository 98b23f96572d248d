import { gauge, measure, numeral, words, type Measurement } from './measurement.ts';

const LOADS = [gauge('node_load1', '1m load average.'), gauge('node_load5', '5m load average.'), gauge('node_load15', '15m load average.')];

/** The three load averages from the text of /proc/loadavg (proc_loadavg(5)). */
export function parseLoadavg(text: string): Measurement[] {
  const out: Measurement[] = [];
  const fields = words(text);
  LOADS.forEach((load, i) => { measure(out, load, numeral(fields[i])); });
  return out;
}

/** Seconds since boot from the text of /proc/uptime (proc_uptime(5)); NaN when it can't be read. */
export const parseUptime = (text: string): number => numeral(words(text)[0]);
