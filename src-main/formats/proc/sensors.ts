import { gauge, measure, numeral, type Measurement } from './measurement.ts';

const CHIP_NAME = gauge('node_hwmon_chip_names', 'Annotation metric for human-readable chip names', ['chip', 'chip_name']);
const SENSOR_LABEL = gauge('node_hwmon_sensor_label', 'Label for given chip and sensor', ['chip', 'sensor', 'label']);
const TEMPERATURE = gauge('node_hwmon_temp_celsius', 'Hardware monitor for temperature (input)', ['chip', 'sensor']);
const FAN = gauge('node_hwmon_fan_rpm', 'Hardware monitor for fan revolutions per minute (input)', ['chip', 'sensor']);
const ZONE = gauge('node_thermal_zone_temp', 'Zone temperature in Celsius', ['zone', 'type']);

/** The attributes that are read of a chip: its temperatures and fans, and what they are called. */
export const HWMON_ATTRIBUTE = /^(name|(temp|fan)\d+_(input|label))$/;

/**
 * Temperatures and fans of one chip from the texts of its attributes in /sys/class/hwmon/hwmon<n>.
 * chip     the label's value: `chipOf` of the paths
 * source   the kernel's Documentation/hwmon/sysfs-interface: temperatures in thousandths of a degree
 */
export function parseHwmon(chip: string, attributes: ReadonlyMap<string, string>): Measurement[] {
  const out: Measurement[] = [];
  const name = cleaned(attributes.get('name') ?? '');
  if (name !== '') measure(out, CHIP_NAME, 1, [chip, name]);
  for (const [attribute, text] of attributes) {
    const [sensor = '', element] = attribute.split('_');
    if (element === 'label') measure(out, SENSOR_LABEL, 1, [chip, sensor, text.trim()]);
    if (element !== 'input') continue;
    if (sensor.startsWith('temp')) measure(out, TEMPERATURE, numeral(text.trim()) * 0.001, [chip, sensor]);
    else measure(out, FAN, numeral(text.trim()), [chip, sensor]);
  }
  return out;
}

/**
 * A name for a chip that outlives a restart, which hwmon<n> does not: the last two parts of the device's path as
 * `platform_coretemp_0`; without a device the chip's own name, and last the directory's.
 */
export function chipOf(devicePath: string | null, name: string, directory: string): string {
  const [device = '', bus = ''] = (devicePath ?? '').split('/').reverse().map(cleaned);
  return [bus, device].filter(part => part !== '').join('_') || cleaned(name) || cleaned(directory);
}

/** One thermal zone from the texts of `type` and `temp` (thousandths of a degree) in /sys/class/thermal/thermal_zone<zone>. */
export function parseThermalZone(zone: string, type: string, temp: string): Measurement[] {
  const out: Measurement[] = [];
  measure(out, ZONE, numeral(temp.trim()) / 1000, [zone, type.trim()]);
  return out;
}

/** In small letters, whatever isn't one or a digit or colon made an underscore, none of those at the ends. */
function cleaned(text: string): string {
  const plain = text.toLowerCase().replace(/[^a-z0-9:_]/g, '_');
  let [start, end] = [0, plain.length];
  while (plain[start] === '_') start++;
  while (end > start && plain[end - 1] === '_') end--;
  return plain.slice(start, end);
}
