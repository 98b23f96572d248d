import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { chipOf, HWMON_ATTRIBUTE, parseHwmon, parseThermalZone } from '../../formats/proc/sensors.ts';
import type { Measurement } from '../../formats/proc/measurement.ts';
import type { FileTexts } from './files.ts';
import type { Part } from './part.ts';

const CHIPS = 'sys/class/hwmon';
const ZONES = 'sys/class/thermal';

/** Temperatures and fans. A sensor may sit behind a slow bus, so each is read without holding up the thread. */
export const hwmonPart = (everyMs: number, root: string): Part => ({
  name: 'hwmon',
  everyMs,
  async read({ files, signal }) {
    const out: Measurement[] = [];
    for (const directory of files.list(CHIPS)) {
      const attributes = await readAll(files, `${CHIPS}/${directory}`, files.list(`${CHIPS}/${directory}`).filter(name => HWMON_ATTRIBUTE.test(name)));
      signal.throwIfAborted();
      const device = await realpath(join(root, CHIPS, directory, 'device')).catch(() => null);
      out.push(...parseHwmon(chipOf(device, attributes.get('name') ?? '', directory), attributes));
    }
    return out;
  },
});

export const thermalPart = (everyMs: number): Part => ({
  name: 'thermal_zone',
  everyMs,
  async read({ files, signal }) {
    const out: Measurement[] = [];
    for (const directory of files.list(ZONES)) {
      const zone = /^thermal_zone(\d+)$/.exec(directory)?.[1];
      if (zone === undefined) continue;
      const texts = await readAll(files, `${ZONES}/${directory}`, ['type', 'temp']);
      signal.throwIfAborted();
      out.push(...parseThermalZone(zone, texts.get('type') ?? '', texts.get('temp') ?? ''));
    }
    return out;
  },
});

async function readAll(files: FileTexts, directory: string, names: readonly string[]): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const name of names) {
    const text = await files.later(`${directory}/${name}`);
    if (text !== null) texts.set(name, text);
  }
  return texts;
}
