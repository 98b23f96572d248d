/**
 * Upper and lower case as Unicode's simple mapping has it: one character for one, without regard to its neighbours or a language. JavaScript's own
 * conversion is the full one (`ß` becomes `SS`, a last `Σ` becomes `ς`).
 * source  UnicodeData.txt, fields 12 and 13; what Go's strings.ToUpper and strings.ToLower do
 */
export const simpleUpper = (text: string): string => mapped(text, upperOf);
export const simpleLower = (text: string): string => mapped(text, lowerOf);

const ASCII = /^[\0-\x7f]*$/;

function mapped(text: string, map: (char: string) => string): string {
  if (ASCII.test(text)) return map === upperOf ? text.toUpperCase() : text.toLowerCase();
  return Array.from(text, map).join('');
}

function upperOf(char: string): string {
  const upper = char.toUpperCase();
  return isOne(upper) ? upper : (iotaCapital(char) ?? char);
}

function lowerOf(char: string): string {
  const lower = char.toLowerCase();
  return isOne(lower) ? lower : 'i'; // only İ (U+0130) becomes two
}

const isOne = (text: string): boolean => text.length === 1 || (text.length === 2 && text.codePointAt(0)! > 0xffff);

/** Greek letters with an iota below have a capital in one character, 8 or 9 places further on, which the full mapping passes over. */
function iotaCapital(char: string): string | undefined {
  const code = char.codePointAt(0)!;
  return [code + 8, code + 9].map(next => String.fromCodePoint(next)).find(capital => capital.toLowerCase() === char);
}
