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

/** Reads back what encodeLabels wrote at start..end; `each` is given the ids of a name and its value. Errors: an odd count, an end inside a number */
export function eachLabel(bytes: Uint8Array, start: number, end: number, each: (name: number, value: number) => void): void {
  let name = -1;
  for (let at = start; at < end;) {
    let id = 0;
    for (let unit = 1; ; unit *= 0x80) {
      if (at === end) throw new Error('labels end inside a number');
      const byte = bytes[at++]!;
      id += (byte & 0x7f) * unit;
      if (byte < 0x80) break;
    }
    if (name < 0) name = id;
    else {
      each(name, id);
      name = -1;
    }
  }
  if (name >= 0) throw new Error('labels end after a name');
}

/** The same as text; an id that names no string is an error, too. */
export function decodeLabels(bytes: Uint8Array, textOf: (id: number) => string | undefined): LabelPairs {
  const pairs: string[] = [];
  const text = (id: number): string => {
    const found = textOf(id);
    if (found === undefined) throw new Error(`labels name string ${id}, which is not there`);
    return found;
  };
  eachLabel(bytes, 0, bytes.length, (name, value) => { pairs.push(text(name), text(value)); });
  return pairs;
}
