import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SymbolTable } from '../../../src-main/tsdb/symboltable.ts';

test('strings are found by their ids and ids by their strings, whatever stands in them', () => {
  fc.assert(fc.property(fc.uniqueArray(fc.string({ unit: 'grapheme', maxLength: 20 }), { maxLength: 300 }), texts => {
    const table = new SymbolTable();
    for (const [i, text] of texts.entries()) table.addText(i + 1, text);
    expect(texts.map(text => table.idOf(text))).toEqual(texts.map((_, i) => i + 1));
    expect(texts.map((_, i) => table.text(i + 1))).toEqual(texts);
    expect([table.size, table.idOf('not there: ' + texts.join()), table.text(texts.length + 1)]).toEqual([texts.length, 0, undefined]);
  }));
});

test('half a surrogate pair is the replacement character, a byte order mark stays', () => {
  const table = new SymbolTable();
  table.addText(1, '\ufffd');
  table.addText(2, '\ufeffx');
  expect([table.idOf('\ud800'), table.text(2)]).toEqual([1, '\ufeffx']);
});

test('the newest are taken back as if they had never been there', () => {
  const table = new SymbolTable();
  for (let id = 1; id <= 1000; id++) table.addText(id, `s${id}`);
  for (let id = 1000; id > 500; id--) table.undo(id);
  expect([table.size, table.idOf('s500'), table.idOf('s501'), table.has(501), table.text(501)]).toEqual([500, 500, 0, false, undefined]);
  for (let id = 501; id <= 1000; id++) table.addText(id, `t${id}`);
  expect([table.idOf('t777'), table.text(777)]).toEqual([777, 't777']);
});

test('what is not used is let go of, and the rest found as before; ids may go on far above', () => {
  const table = new SymbolTable();
  for (let id = 1; id <= 10_000; id++) table.addText(id, `s${id}`);
  const gone: number[] = [];
  table.keep(id => id % 100 === 0, id => gone.push(id));
  expect([table.size, gone.length, gone[0], gone.at(-1)]).toEqual([100, 9900, 1, 9999]);
  expect([table.idOf('s300'), table.text(300), table.idOf('s301'), table.text(301)]).toEqual([300, 's300', 0, undefined]);
  table.addText(5_000_000, 'far');
  expect([table.idOf('far'), table.text(5_000_000), table.idOf('s10000')]).toEqual([5_000_000, 'far', 10_000]);
});
