import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shortCrc32 } from '../../../src-main/base/crc32.ts';

test('it is the CRC-32 of zlib, of a part of the bytes, and goes on from another', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 50 }), fc.nat(50), fc.nat(0xffff_ffff), (bytes, cut, before) => {
    const start = Math.min(cut, bytes.length);
    expect(shortCrc32(bytes, start, bytes.length, before)).toBe(crc32(bytes.subarray(start), before));
  }));
});
