import { counter, gauge, measure, numeral, type Measurement } from './measurement.ts';

const UP = gauge('node_network_up', "Value is 1 if operstate is 'up', 0 otherwise.", ['device']);
const INFO_LABELS = ['device', 'address', 'broadcast', 'duplex', 'operstate', 'ifalias'];
const INFO = gauge('node_network_info', 'Non-numeric data from /sys/class/net/<iface>, value is always 1.', INFO_LABELS);
const SPEED = gauge('node_network_speed_bytes', 'Network device property: speed_bytes', ['device']);

const property = (type: typeof gauge, name: string) => type(`node_network_${name}`, `Network device property: ${name}`, ['device']);
const PROPERTIES = [
  ['carrier', property(gauge, 'carrier')],
  ['carrier_changes', property(counter, 'carrier_changes_total')],
  ['mtu', property(gauge, 'mtu_bytes')],
  ['tx_queue_len', property(gauge, 'transmit_queue_length')],
] as const;

/** The attributes that are read; `speed` and `duplex` ask the driver and may take their time. */
export const NETCLASS_ATTRIBUTES = ['operstate', 'address', 'broadcast', 'ifalias', ...PROPERTIES.map(([attribute]) => attribute)];
export const NETCLASS_SLOW_ATTRIBUTES = ['speed', 'duplex'];

/**
 * One network device from the texts of its attributes in /sys/class/net/<device>; one that is missing (a device that is down
 * refuses several) leaves its metric out.
 * source   the kernel's Documentation/ABI/testing/sysfs-class-net: `speed` in Mbit/s, -1 when unknown
 */
export function parseNetClass(device: string, attributes: ReadonlyMap<string, string>): Measurement[] {
  const out: Measurement[] = [];
  const text = (name: string) => attributes.get(name)?.trim() ?? '';
  measure(out, UP, text('operstate') === 'up' ? 1 : 0, [device]);
  measure(out, INFO, 1, INFO_LABELS.map(name => (name === 'device' ? device : text(name))));
  for (const [attribute, metric] of PROPERTIES) measure(out, metric, numeral(text(attribute)), [device]);
  measure(out, SPEED, numeral(text('speed')) * 1000 * 1000 / 8, [device]);
  return out;
}
