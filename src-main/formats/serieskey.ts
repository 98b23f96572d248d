import { AppError } from '../shared/model/errors.ts';

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL_NAME = /[a-zA-Z_][a-zA-Z0-9_]*/y;
/** Longer ones come from no exporter. */
const MAX_LENGTH = 256 * 1024;
/** A newline has to be escaped; without it the closing quote was forgotten. */
const QUOTED = /"((?:[^"\\\n]|\\[^\n])*)"/y;
const BLANKS = /[ \t]*/y;

/** Throws for what stands at `offset` of the key. */
export type Refuse = (offset: number, problem: string) => never;

const refuseKey = (raw: string): Refuse => (offset, problem) => {
  throw new AppError('bad-data', `series ${JSON.stringify(raw.slice(0, 200))}: ${problem}, at character ${offset + 1}`);
};

/**
 * The labels of a series as its page writes them: `name{label="value", …}` or, with a quoted name, `{"name", "label"="value"}`.
 *
 * returns  name, value, name, value, … in the page's order, `__name__` first, values unescaped; empty values are kept, since with
 *          honored labels an empty one keeps a target's label away
 * errors   by `refuse`: an AppError 'bad-data' unless told otherwise
 */
export function parseSeriesKey(raw: string, refuse: Refuse = refuseKey(raw)): string[] {
  if (raw.length > MAX_LENGTH) refuse(0, `a series of ${raw.length} characters, at most ${MAX_LENGTH} are taken`);
  const key = new KeyReader(raw, refuse);
  const pairs = ['__name__', key.take(NAME) ?? ''];
  key.skipBlanks();
  if (key.at < raw.length) readLabels(key, pairs);
  if (key.at < raw.length) refuse(key.at, 'expected the end of the series');
  if (pairs[1] === '') refuse(0, 'a series without a metric name');
  return pairs;
}

function readLabels(key: KeyReader, into: string[]): void {
  if (!key.takeChar('{')) key.refuse(key.at, 'expected {');
  for (key.skipBlanks(); !key.takeChar('}'); key.skipBlanks()) {
    readLabel(key, into);
    key.skipBlanks();
    if (!key.takeChar(',') && key.raw[key.at] !== '}') key.refuse(key.at, 'expected , or }');
  }
}

function readLabel(key: KeyReader, into: string[]): void {
  const start = key.at;
  const quoted = key.take(QUOTED);
  const name = quoted === undefined ? key.take(LABEL_NAME) : unescaped(quoted);
  if (name === undefined) key.refuse(start, 'expected a label name');
  key.skipBlanks();
  if (key.takeChar('=')) {
    key.skipBlanks();
    const value = key.take(QUOTED);
    if (value === undefined) key.refuse(key.at, 'expected a quoted label value');
    into.push(name, unescaped(value));
  } else if (quoted === undefined) key.refuse(key.at, 'expected =');
  else if (into[1] !== '') key.refuse(start, 'a second metric name');
  else into[1] = name;
}

class KeyReader {
  at = 0;
  readonly raw: string;
  readonly refuse: Refuse;

  constructor(raw: string, refuse: Refuse) {
    this.raw = raw;
    this.refuse = refuse;
  }

  /** What the pattern finds right here: its group, or all of it. */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.raw);
    if (found === null) return undefined;
    this.at += found[0].length;
    return found[1] ?? found[0];
  }

  takeChar(char: string): boolean {
    if (this.raw[this.at] !== char) return false;
    this.at++;
    return true;
  }

  skipBlanks(): void {
    this.take(BLANKS);
  }
}

/** `\\`, `\"` and `\n` mean what they say; a backslash before anything else stands for itself. */
export const unescaped = (text: string): string =>
  text.includes('\\') ? text.replace(/\\([\\"n])/g, (_, char: string) => (char === 'n' ? '\n' : char)) : text;
