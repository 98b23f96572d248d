import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeLines, labelsOfLine } from '../../../src-main/formats/influx.ts';
import { LineColumns, type LineUnit } from '../../../src-main/formats/linecolumns.ts';

const NOW = 1_700_000_000_123;

interface Read { readonly samples: [key: string, time: number, value: number][]; readonly columns: LineColumns }

function read(text: string, unit: LineUnit = 'ns'): Read {
  const columns = new LineColumns();
  const bytes = new TextEncoder().encode(text);
  decodeLines(bytes, { unit, now: NOW }, columns);
  const samples = Array.from({ length: columns.series }, (_, i): [string, number, number] => {
    const [, name, ...tags] = labelsOfLine(bytes.subarray(columns.labelStart[i], columns.labelEnd[i]), bytes.subarray(columns.fieldStart[i], columns.fieldEnd[i]));
    return [[name, ...tags].join(' '), columns.times[i]!, columns.values[i]!];
  });
  return { samples, columns };
}

// docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol: the elements of the page, one after the other
test.each([
  ['tags and fields', 'myMeasurement,tag1=value1,tag2=value2 fieldKey=2.5 1556813561098000000', [['myMeasurement_fieldKey tag1 value1 tag2 value2', 1_556_813_561_098, 2.5]]],
  ['no tags, no time', 'm f=1', [['m_f', NOW, 1]]],
  ['several fields', 'm,a=b x=1,y=-2.5e3,z=+.5', [['m_x a b', NOW, 1], ['m_y a b', NOW, -2500], ['m_z a b', NOW, 0.5]]],
  ['integers and unsigned ones', 'm i=12485903i,u=12485903u,n=-7i', [['m_i', NOW, 12_485_903], ['m_u', NOW, 12_485_903], ['m_n', NOW, -7]]],
  ['an integer of 64 bits, to the nearest double', 'm i=9223372036854775807i', [['m_i', NOW, 2 ** 63]]],
  ['booleans', 'm a=t,b=T,c=true,d=True,e=TRUE,f=f,g=F,h=false,i=False,j=FALSE', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].map((name, i) => [`m_${name}`, NOW, i < 5 ? 1 : 0])],
  ['texts, which are left out', 'm s="a, b=c \\" \\\\",x=1,t="" 1', [['m_x', 0, 1]]],
  ['a text with a line end', 'm s="one\ntwo",x=1\nn y=2', [['m_x', NOW, 1], ['n_y', NOW, 2]]],
  ['escapes', String.raw`my\,mea\ sure,t\ k=v\,a\=l\ u,w=C:\x f\ k\=1=3`, [['my,mea sure_f k=1 t k v,a=l u w C:\\x', NOW, 3]]],
  ['comments, empty lines and line ends of Windows', '# comment\n\n  \r\nm f=1\r\n\tm g=2 1000000\r\n#', [['m_f', NOW, 1], ['m_g', 1, 2]]],
  ['other letters', 'wetter,ort=Zürich grad=21', [['wetter_grad ort Zürich', NOW, 21]]],
  ['blanks between the parts', 'm,a=b   f=1   1556813561098000000  ', [['m_f a b', 1_556_813_561_098, 1]]],
] as const)('%s are read as the documentation says', (_what, text, expected) => {
  const { samples, columns } = read(text);
  expect(samples).toEqual(expected);
  expect(columns).toMatchObject({ broken: 0, faults: [] });
});

test.each([
  ['ns', '1556813561098765432', 1_556_813_561_098], ['us', '1556813561098765', 1_556_813_561_098], ['ms', '1556813561098', 1_556_813_561_098], ['s', '1556813561', 1_556_813_561_000],
  ['m', '25946892', 1_556_813_520_000], ['h', '432448', 1_556_812_800_000], ['ns', '-1999999', -1], ['ns', '999999', 0], ['us', '5', 0],
] as const)('a time in %s is cut to ms: %s', (unit, text, expected) => { expect(read(`m f=1 ${text}`, unit).samples).toEqual([['m_f', expected, 1]]); });

// the words of InfluxDB 1.8's parser (models/points.go)
test.each([
  ['cpu', 'missing fields'], ['cpu ', 'missing fields'], [',a=b f=1', 'missing measurement'], ['cpu,=b f=1', 'missing tag key'], ['cpu,a= f=1', 'missing tag value'], ['cpu,a f=1', 'missing tag value'],
  ['cpu, f=1', 'missing tag key'], ['cpu,a=b=c f=1', 'invalid tag format'], ['cpu =1', 'missing field key'], ['cpu f=', 'missing field value'], ['cpu f', 'invalid field format'],
  ['cpu f=1,', 'invalid field format'], ['cpu f=1 2 3', 'bad timestamp'], ['cpu f=1 x', 'bad timestamp'], ['cpu f=1.5i', 'invalid integer'], ['cpu f=-1u', 'invalid unsigned integer'], ['cpu f=i', 'invalid boolean'],
  ['cpu f=1x', 'invalid number'], ['cpu f=1e400', 'invalid number'], ['cpu f=maybe', 'invalid boolean'], ['cpu f="a', 'unbalanced quotes'], ['cpu f="a"b', 'invalid field format'],
  ['cpu f=1 99999999999999999999999', 'time outside range'], ['cpu x=1,f=oops', 'invalid boolean'],
])('%s is left out with its line: %s; what stands around it is taken', (line, problem) => {
  const { samples, columns } = read(`a f=1\n\n${line}\nb f=2`);
  expect(samples).toEqual([['a_f', NOW, 1], ['b_f', NOW, 2]]);
  expect(columns.faults).toEqual([{ line: 3, text: line, problem }]);
});

test('a line behind a text of two lines is counted by where it stands', () => {
  expect(read('a s="1\n2"\nbad').columns.faults).toEqual([{ line: 3, text: 'bad', problem: 'missing fields' }]);
});

test('something else than line protocol is refused as a whole', () => {
  expect(() => read('nothing\n'.repeat(10_001))).toThrow(expect.objectContaining({ code: 'bad-data', message: expect.stringContaining('line 10001') }));
});

const escaped = (text: string, chars: RegExp) => text.replace(chars, '\\$&');
/** What may stand in a name without being an escape itself. */
const word = fc.string({ unit: fc.constantFrom('a', 'Z', '0', ' ', ',', '=', '"', '#', 'é', '語'), minLength: 1, maxLength: 6 }).filter(text => !text.startsWith('#'));
const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), fc.constantFrom(0.1, 1 / 3, 1e22, 123456789012345));

test('whatever is written as the documentation says is read back', () => {
  fc.assert(fc.property(word, fc.array(fc.tuple(word, word), { maxLength: 3 }), word, number, fc.integer({ min: -(2 ** 41), max: 2 ** 41 }), (measurement, tags, field, value, time) => {
    const head = [escaped(measurement, /[ ,]/g), ...tags.map(([name, tag]) => `${escaped(name, /[ ,=]/g)}=${escaped(tag, /[ ,=]/g)}`)].join(',');
    const { samples, columns } = read(`${head} ${escaped(field, /[ ,=]/g)}=${Object.is(value, -0) ? '-0' : String(value)} ${time}`, 'ms');
    expect(columns.faults).toEqual([]);
    expect(samples).toEqual([[[`${measurement}_${field}`, ...tags.flat()].join(' '), time === 0 ? 0 : time, value]]);
  }));
});

test('whatever bytes come, reading ends, and every line is taken or named', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), bytes => {
    const columns = new LineColumns();
    decodeLines(bytes, { unit: 'ns', now: NOW }, columns);
    for (let i = 0; i < columns.series; i++) expect(columns.sampleEnd[i]).toBe(i + 1);
    expect(columns.samples).toBe(columns.series);
  }));
});
