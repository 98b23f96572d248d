import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newKey, seal, unseal } from '../../../src-main/access/sealing.ts';

test('it is AES-256-GCM: test case 14 of the GCM specification (McGrew and Viega) opens', () => {
  const tag = Buffer.from('d0d1c8a799996bf0265b98b5d48ab919', 'hex');
  const closed = Buffer.from('cea7403d4d606b6e074ec5d3baf39d18', 'hex');
  expect(unseal(Buffer.alloc(32), Buffer.concat([Buffer.of(1), Buffer.alloc(12), tag, closed]), '')).toEqual(Buffer.alloc(16));
});

test('what was closed opens with its key in its place, and with nothing else', () => {
  const key = newKey();
  const sealed = seal(key, Buffer.from('hunter2'), 'here');
  expect(unseal(key, sealed, 'here')?.toString()).toBe('hunter2');
  expect(unseal(newKey(), sealed, 'here')).toBeUndefined();
  expect(unseal(key, sealed, 'there')).toBeUndefined();
});

test('a changed bit or a missing byte, anywhere, opens nothing', () => {
  const key = newKey();
  const sealed = seal(key, Buffer.from('hunter2'), 'here');
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const changed = Buffer.from(sealed);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    expect(unseal(key, changed, 'here')).toBeUndefined();
  }
  for (let length = 0; length < sealed.length; length++) expect(unseal(key, sealed.subarray(0, length), 'here')).toBeUndefined();
});

test('any bytes come back as they were, and any other bytes are refused without an error', () => {
  const key = newKey();
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (plain, about) => {
    expect(unseal(key, seal(key, plain, about), about)).toEqual(Buffer.from(plain));
    expect(unseal(key, plain, about)).toBeUndefined();
  }));
});

test('the same secret never looks the same', () => {
  const key = newKey();
  const seen = new Set(Array.from({ length: 1000 }, () => seal(key, Buffer.from('x'), '').subarray(1, 13).toString('hex')));
  expect(seen.size).toBe(1000);
});
