import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KnownLabels } from '../../../src-main/tsdb/knownlabels.ts';

const viewOf = (bytes: Uint8Array<ArrayBuffer>) => new DataView(bytes.buffer);
const bytesOf = (text: string) => viewOf(Uint8Array.from(Buffer.from(text)));

test('any bytes are found again under their ref, wherever they stand, and none that were not added', () => {
  fc.assert(fc.property(fc.array(fc.string({ maxLength: 12 }), { maxLength: 400 }), fc.array(fc.string({ maxLength: 12 }), { maxLength: 40 }), (texts, others) => {
    const known = new KnownLabels();
    const model = new Map<string, number>();
    for (const text of [...texts, ...texts, ...others, ...texts]) {
      const padded = bytesOf(`..${text}...`);
      const [start, end] = [2, padded.byteLength - 3];
      expect(known.find(padded, start, end)).toBe(model.get(text) ?? -1);
      if (model.has(text)) continue;
      model.set(text, model.size);
      known.add(padded, start, end, model.get(text)!);
    }
  }), { numRuns: 100 });
});

test('the order in which they are asked for may change', () => {
  const known = new KnownLabels();
  const names = Array.from({ length: 1000 }, (_, i) => bytesOf(`series-${i}`));
  for (const [i, name] of names.entries()) known.add(name, 0, name.byteLength, i);
  for (const step of [1, 7, 3, 1, 999]) {
    for (let i = 0; i < 1000; i++) {
      const at = (i * step) % 1000;
      expect(known.find(names[at]!, 0, names[at]!.byteLength)).toBe(at);
    }
  }
});

test('more than it keeps makes it forget, not fail', () => {
  const known = new KnownLabels(100_000);
  const large = viewOf(new Uint8Array(40_000));
  for (let i = 0; i < 5; i++) {
    large.setUint8(0, i);
    expect(known.find(large, 0, large.byteLength)).toBe(-1);
    known.add(large, 0, large.byteLength, i);
    expect(known.find(large, 0, large.byteLength)).toBe(i);
  }
  large.setUint8(0, 0);
  expect(known.find(large, 0, large.byteLength)).toBe(-1);
});
