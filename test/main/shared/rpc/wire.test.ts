import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppError } from '../../../../src-main/shared/model/errors.ts';
import { bitsOf, STALE_HIGH, STALE_LOW, setStale } from '../../../../src-main/shared/model/sample.ts';
import { decode, encode } from '../../../../src-main/shared/rpc/wire.ts';

const there = (message: unknown) => decode(encode(message));

test('every bit of a column arrives: NaN payloads, -0, infinities, subnormals', () => {
  const values = Float64Array.of(0, -0, Infinity, -Infinity, 5e-324, 1.7976931348623157e308, NaN);
  setStale(bitsOf(values), 6);
  const arrived = there({ id: 1, value: { values } }) as { value: { values: Float64Array } };
  expect([...bitsOf(arrived.value.values)]).toEqual([...bitsOf(values)]);
  expect([...bitsOf(arrived.value.values)].slice(-2)).toEqual([STALE_LOW, STALE_HIGH]);
});

test.each([
  new Int8Array([-1, 2]), new Uint8Array([255]), new Uint8ClampedArray([1, 255]), new Int16Array([-300]), new Uint16Array([65_535, 1, 2]),
  new Int32Array([-70_000]), new Uint32Array([4_294_967_295]), new Float32Array([1.5]), new Float64Array([0.1]), new Float64Array(0),
])('an array keeps its kind: %o', array => {
  expect(there({ array })).toEqual({ array });
});

test('a view of a larger buffer arrives as what it shows', () => {
  expect(there({ a: new Float64Array([1, 2, 3]).subarray(1, 2), b: Buffer.from('héllo').subarray(1, 3) })).toEqual({ a: Float64Array.of(2), b: new Uint8Array([0xc3, 0xa9]) });
});

test('a frame that begins at an odd place of its buffer is read all the same', () => {
  const frame = encode({ a: Float64Array.of(1.25, 2) }) as Uint8Array;
  const shifted = new Uint8Array(frame.length + 3);
  shifted.set(frame, 3);
  expect(decode(shifted.subarray(3))).toEqual({ a: Float64Array.of(1.25, 2) });
});

test.each([
  { name: 'numbers that JSON has no word for', message: { list: [NaN, Infinity, -Infinity, -0, 1] } },
  { name: 'texts that look like our own marks', message: { a: '\ue0000', b: '\ue000\ue000NaN', c: '\ue000', d: new Uint8Array([1]) } },
  { name: 'labels called like inherited properties', message: JSON.parse('{"__proto__":"x","constructor":"y","hasOwnProperty":"\ue000z"}') },
  { name: 'null, nothing and empty things', message: [null, {}, [], '', false] },
])('$name arrive unchanged', ({ message }) => {
  expect(there(message)).toEqual(message);
});

test('a message without arrays is plain JSON text', () => {
  expect(encode({ id: 1, path: 'host.info', input: {} })).toBe('{"id":1,"path":"host.info","input":{}}');
});

const column = fc.oneof(fc.float64Array(), fc.uint8Array(), fc.uint32Array(), fc.int16Array());
const message = fc.letrec(tie => ({
  value: fc.oneof({ maxDepth: 5 }, fc.string({ unit: 'binary' }), fc.double(), fc.boolean(), fc.constant(null), column, fc.array(tie('value')), fc.dictionary(fc.string(), tie('value'), { noNullPrototype: true })),
})).value;

test('any message arrives as it was sent', () => {
  fc.assert(fc.property(message, sent => { expect(there(sent)).toEqual(sent); }), { numRuns: 500 });
});

/** Whatever comes in is a message or one named error, and costs no more memory than it brought. */
function decodesOrRefuses(frame: unknown): void {
  try {
    decode(frame);
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'invalid-input', message: expect.stringMatching(/^Malformed frame: .+\.$/) });
  }
}

test('any bytes and any text are a message or a named error', () => {
  fc.assert(fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: 'binary' }), fc.json()), decodesOrRefuses), { numRuns: 1000 });
});

test('a good frame with any byte changed, or cut anywhere, is a message or a named error', () => {
  const frame = encode({ id: 7, value: { times: Float64Array.of(1, 2), present: new Uint8Array([3]), text: '\ue000' } }) as Uint8Array;
  fc.assert(fc.property(fc.nat(frame.length - 1), fc.nat(255), fc.nat(frame.length), (at, byte, length) => {
    const damaged = Uint8Array.from(frame);
    damaged[at] = byte;
    decodesOrRefuses(damaged);
    decodesOrRefuses(damaged.subarray(0, length));
  }), { numRuns: 1000 });
});

const header = (text: string, rest = 0) => {
  const json = new TextEncoder().encode(text);
  const frame = new Uint8Array(8 + json.length + rest);
  new DataView(frame.buffer).setUint32(0, 0x31465453, true);
  new DataView(frame.buffer).setUint32(4, json.length, true);
  frame.set(json, 8);
  return frame;
};

test.each([
  { name: 'an array of 2^53 elements', frame: header('{"message":"\ue0000","arrays":[["Float64Array",9007199254740991]]}') },
  { name: 'an array of negative length', frame: header('{"message":0,"arrays":[["Float64Array",-1]]}') },
  { name: 'an array of half an element', frame: header('{"message":0,"arrays":[["Float64Array",0.5]]}', 8) },
  { name: 'a kind that is an inherited property', frame: header('{"message":0,"arrays":[["constructor",1]]}', 8) },
  { name: 'a mark without its array', frame: header('{"message":"\ue0001","arrays":[["Uint8Array",1]]}', 8) },
  { name: 'a header that claims four gigabytes', frame: Uint8Array.of(0x53, 0x54, 0x46, 0x31, 255, 255, 255, 255, 0) },
  { name: 'ten thousand levels', frame: `${'['.repeat(10_000)}"\ue000"${']'.repeat(10_000)}` },
  { name: 'a number', frame: 5 },
])('$name is refused by name', ({ frame }) => {
  expect(() => decode(frame)).toThrow(/^Malformed frame: /);
});
