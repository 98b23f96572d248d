import { gauge, measure, words, type Measurement } from './measurement.ts';

const ENTRIES = gauge('node_arp_entries', 'ARP entries by device', ['device']);
const DEVICE_COLUMN = 5;

/** Entries per device of the text of /proc/net/arp: a head line, then a line per neighbour whose sixth column is the device. */
export function parseArp(text: string): Measurement[] {
  const entries = new Map<string, number>();
  for (const line of text.split('\n').slice(1)) {
    const device = words(line)[DEVICE_COLUMN];
    if (device !== undefined) entries.set(device, (entries.get(device) ?? 0) + 1);
  }
  const out: Measurement[] = [];
  for (const [device, count] of entries) measure(out, ENTRIES, count, [device]);
  return out;
}
