import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeLabels, encodeLabels } from '../../../src-main/tsdb/labelcodec.ts';

test('ids of up to 53 bits come back as the strings they stand for', () => {
  const ids = [0, 1, 127, 128, 300, 16_383, 16_384, 2 ** 32, 2 ** 53 - 1, 5];
  const names = ids.map(String);
  const bytes = encodeLabels(names, Number);
  expect(decodeLabels(bytes, String)).toEqual(names);
});

test.each([
  { name: 'one id below 128 takes a byte', ids: ['1', '2'], bytes: [1, 2] },
  { name: 'larger ones take seven bits a byte, lowest first', ids: ['300', '128'], bytes: [0xac, 0x02, 0x80, 0x01] },
])('$name', ({ ids, bytes }) => expect([...encodeLabels(ids, Number)]).toEqual(bytes));

test.each([
  { name: 'an odd count', bytes: [1], error: /end after a name/ },
  { name: 'an id that is cut off', bytes: [1, 0x80], error: /end inside a number/ },
  { name: 'an id without a string', bytes: [1, 7], error: /string 7, which is not there/ },
])('$name is an error', ({ bytes, error }) => expect(() => decodeLabels(Uint8Array.from(bytes), id => ['', 'a', 'b'][id])).toThrow(error));

test('any bytes are labels or an error', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 20 }), bytes => {
    try {
      expect(decodeLabels(bytes, id => ['a', 'b'][id]).length % 2).toBe(0);
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
    }
  }));
});
