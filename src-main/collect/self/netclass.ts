import { NETCLASS_ATTRIBUTES, NETCLASS_SLOW_ATTRIBUTES, parseNetClass } from '../../formats/proc/netclass.ts';
import type { Measurement } from '../../formats/proc/measurement.ts';
import type { FileTexts } from './files.ts';
import type { Part } from './part.ts';

const PLACE = 'sys/class/net';

/** State, speed and address of each network device. */
export const netclassPart = (everyMs: number): Part => ({
  name: 'netclass',
  everyMs,
  async read({ files, signal }) {
    const out: Measurement[] = [];
    for (const device of files.list(PLACE)) {
      const attributes = await attributesOf(files, device);
      signal.throwIfAborted();
      if (attributes.has('operstate')) out.push(...parseNetClass(device, attributes)); // else a file beside the devices, as bonding_masters
    }
    return out;
  },
});

async function attributesOf(files: FileTexts, device: string): Promise<Map<string, string>> {
  const attributes = new Map<string, string>();
  const keep = (name: string, text: string | null) => { if (text !== null) attributes.set(name, text); };
  for (const name of NETCLASS_ATTRIBUTES) keep(name, files.optional(`${PLACE}/${device}/${name}`));
  for (const name of NETCLASS_SLOW_ATTRIBUTES) keep(name, await files.later(`${PLACE}/${device}/${name}`));
  return attributes;
}
