import type { LabelPairs } from '../shared/model/labels.ts';

/** Labels as a row holds them: the ids of their strings as varints, name, value, name, value, … */
export function encodeLabels(pairs: LabelPairs, idOf: (text: string) => number): Uint8Array {
  const bytes: number[] = [];
  for (const text of pairs) {
    let id = idOf(text);
    for (; id >= 0x80; id = Math.floor(id / 0x80)) bytes.push((id % 0x80) | 0x80);
    bytes.push(id);
  }
  return Uint8Array.from(bytes);
}

/** Reads back what encodeLabels wrote; an id that names no string or an odd count is an error. */
export function decodeLabels(bytes: Uint8Array, symbols: readonly (string | undefined)[]): LabelPairs {
  const pairs: string[] = [];
  for (let at = 0; at < bytes.length;) {
    let id = 0;
    for (let unit = 1; ; unit *= 0x80) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error('labels end inside a number');
      id += (byte & 0x7f) * unit;
      if (byte < 0x80) break;
    }
    const text = symbols[id];
    if (text === undefined) throw new Error(`labels name string ${id}, which is not there`);
    pairs.push(text);
  }
  if (pairs.length % 2 !== 0) throw new Error('labels end after a name');
  return pairs;
}
