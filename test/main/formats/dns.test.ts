import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMessage, encodeQuery, RECORD_TYPES } from '../../../src-main/formats/dns.ts';
import { AppError } from '../../../src-main/shared/model/errors.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');
const EXAMPLE = '07 6578616d706c65 03 636f6d 00'; // example.com
const header = (counts: string, flags = '8180'): string => `1234 ${flags} ${counts}`;
/** One answer of a type to a question about example.com, its name a pointer to the question. */
const answer = (type: keyof typeof RECORD_TYPES | number, data: string): Buffer => {
  const number = (typeof type === 'number' ? type : RECORD_TYPES[type]).toString(16).padStart(4, '0');
  const length = hex(data).length.toString(16).padStart(4, '0');
  return hex(`${header('0001 0001 0000 0000')} ${EXAMPLE} ${number} 0001 c00c ${number} 0001 00000e10 ${length} ${data}`);
};

test('a query is as RFC 1035 draws it', () => {
  expect(encodeQuery(0x1234, 'example.com', 'A')).toEqual(hex(`1234 0100 0001 0000 0000 0000 ${EXAMPLE} 0001 0001`));
  expect(encodeQuery(1, 'example.com.', 'SOA')).toEqual(hex(`0001 0100 0001 0000 0000 0000 ${EXAMPLE} 0006 0001`));
  for (const root of ['', '.']) expect(encodeQuery(0, root, 'NS')).toEqual(hex('0000 0100 0001 0000 0000 0000 00 0002 0001'));
});

test.each([
  { what: 'an empty part', name: 'a..b' }, { what: 'a leading dot', name: '.a' }, { what: 'a part of 64 bytes', name: 'a'.repeat(64) },
  { what: 'more than 253 characters', name: `${'a.'.repeat(127)}b` }, { what: 'a blank', name: 'a b' }, { what: 'another script', name: 'ä.example' }, { what: 'a NUL', name: 'a\0' },
])('a name with $what can not be asked for', ({ name }) => {
  expect(() => encodeQuery(0, name, 'A')).toThrow(expect.objectContaining({ code: 'invalid-input' }));
});

test('253 characters in parts of 63 can', () => {
  const longest = [63, 63, 63, 61].map(length => 'a'.repeat(length)).join('.');
  expect(decodeMessage(encodeQuery(7, longest, 'TXT'))).toMatchObject({ id: 7, isResponse: false, questions: [{ name: `${longest}.`, type: 16 }] });
});

describe('a record is written as a zone file writes it', () => {
  test.each<[keyof typeof RECORD_TYPES | number, string, string]>([
    ['A', 'c0000207', '192.0.2.7'],
    ['AAAA', '20010db8000000000000000000000007', '2001:db8::7'],
    ['AAAA', '00000000000000000000000000000001', '::1'],
    ['NS', '026e73 c00c', 'ns.example.com.'],
    ['CNAME', '00', '.'],
    ['PTR', '05 64 2e 6f 74 20 c00c', 'd\\.ot\\032.example.com.'],
    ['MX', '000a 04 6d61696c c00c', '10 mail.example.com.'],
    ['SRV', '0001 0002 13c4 03 736970 c00c', '1 2 5060 sip.example.com.'],
    ['TXT', '03 616263 03 642265', '"abc" "d\\"e"'],
    ['TXT', '02 c3a4 00', '"\\195\\164" ""'],
    ['SOA', 'c00c 04 726f6f74 c00c 78a3f1a5 00000001 00000002 00000003 ffffffff', 'example.com. root.example.com. 2024010149 1 2 3 4294967295'],
    [99, 'deadbeef', '\\# 4 deadbeef'],
    [99, '', '\\# 0'],
  ])('%s %s', (type, data, text) => {
    expect(decodeMessage(answer(type, data)).answers).toMatchObject([{ name: 'example.com.', ttl: 3600, text }]);
  });

  test('and the serial of a zone is a number of its own', () => {
    expect(decodeMessage(answer('SOA', '00 00 ffffffff 00000001 00000002 00000003 00000004')).answers[0]!.serial).toBe(4294967295);
    expect(decodeMessage(answer('A', '01020304')).answers[0]!.serial).toBeNull();
  });
});

test('flags and sections are told apart', () => {
  const bytes = hex(`${header('0001 0000 0001 0001', '8783')} ${EXAMPLE} 0001 0001 c00c 0002 0001 00000001 0002 c00c 00 0029 04d0 00000000 0000`);
  expect(decodeMessage(bytes)).toMatchObject({ id: 0x1234, isResponse: true, truncated: true, rcode: 'NXDOMAIN', answers: [], authority: [{ text: 'example.com.' }], additional: [{ name: '.', type: 41, text: '\\# 0' }] });
  expect(decodeMessage(hex(header('0000 0000 0000 0000', '800f'))).rcode).toBe('RCODE15');
});

test.each([
  { what: 'nothing', bytes: hex(''), says: 'ends too early' },
  { what: 'half a header', bytes: hex('1234 8180'), says: 'ends too early' },
  { what: 'fewer records than it counts', bytes: hex(header('0000 0001 0000 0000')), says: 'ends too early' },
  { what: 'a name that points to itself', bytes: hex(`${header('0001 0000 0000 0000')} c00c 0001 0001`), says: 'points forward' },
  { what: 'two names that point to each other', bytes: hex(`${header('0001 0000 0000 0000')} c00e c00c 0001 0001`), says: 'points forward' },
  { what: 'a name that points into itself', bytes: hex(`${header('0001 0000 0000 0000')} 01 61 c00c 0001 0001`), says: 'points forward' },
  { what: 'a part of a kind that is none', bytes: hex(`${header('0001 0000 0000 0000')} 80 0001 0001`), says: 'unknown kind' },
  { what: 'a name of 256 bytes', bytes: hex(`${header('0001 0000 0000 0000')} ${'03616161'.repeat(63)} 026161 00 0001 0001`), says: 'longer than 255' },
  { what: 'an address of three bytes', bytes: answer('A', '010203'), says: 'ends too early' },
  { what: 'an address of five bytes', bytes: answer('A', '0102030405'), says: 'not 5' },
  { what: 'a text that is longer than its record', bytes: answer('TXT', '05 6162'), says: 'ends too early' },
  { what: 'a mail server without a name', bytes: answer('MX', '000a'), says: 'ends too early' },
])('$what is refused', ({ bytes, says }) => {
  expect(() => decodeMessage(bytes)).toThrow(expect.objectContaining({ code: 'bad-data', message: expect.stringContaining(says) }));
});

test('64 KiB of names that point to a long one are refused before they take long', () => {
  const name = '0161'.repeat(120);
  const records = 'c00c 0001 0001 00000000 0004 01020304'.repeat(4000);
  const bytes = hex(`${header('0001 0fa0 0000 0000')} ${name} 00 0001 0001 ${records}`);
  expect(() => decodeMessage(bytes)).toThrow(expect.objectContaining({ code: 'bad-data', message: expect.stringContaining('parts in all') }));
});

test('whatever bytes come, they are a message or refused', () => {
  const looksReal = fc.tuple(fc.uint8Array({ maxLength: 300 }), fc.nat(5), fc.nat(5)).map(([rest, questions, answers]) => Uint8Array.of(0, 1, 0x81, 0x80, 0, questions, 0, answers, 0, 0, 0, 0, ...rest));
  fc.assert(fc.property(fc.oneof(fc.uint8Array({ maxLength: 600 }), looksReal), bytes => {
    try {
      decodeMessage(bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
      expect(error).toMatchObject({ code: 'bad-data' });
    }
  }), { numRuns: 2000 });
});

test('what is asked is what is read', () => {
  const label = fc.stringMatching(/^[a-z0-9_-]{1,20}$/);
  fc.assert(fc.property(fc.nat(0xffff), fc.array(label, { maxLength: 6 }), fc.constantFrom(...Object.keys(RECORD_TYPES) as (keyof typeof RECORD_TYPES)[]), (id, labels, type) => {
    expect(decodeMessage(encodeQuery(id, labels.join('.'), type))).toMatchObject({ id, questions: [{ name: `${labels.join('.')}.`, type: RECORD_TYPES[type] }] });
  }));
});
