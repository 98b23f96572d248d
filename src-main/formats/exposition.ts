import type { MetricType } from '../shared/model/sample.ts';
import { NEWLINE, type PageFormat, type PageReader } from './page.ts';
import { unescaped } from './serieskey.ts';

const SPACE = 0x20;
const TAB = 0x09;
const HASH = 0x23;
const OPEN = 0x7b;
const MAX_TIME = 2 ** 53;
const TYPES: ReadonlyMap<string, MetricType> = new Map([['counter', 'counter'], ['gauge', 'gauge'], ['histogram', 'histogram'], ['summary', 'summary'], ['untyped', 'unknown']]);

/**
 * The text format 0.0.4: `name{label="value"} value [unix ms]`, `# HELP name text`, `# TYPE name type`, other comments, empty lines.
 * Source: prometheus.io/docs/instrumenting/exposition_formats; where it is silent, what Prometheus's own parser takes.
 */
export const textFormat: PageFormat = { readLine, end: () => undefined };

function readLine(page: PageReader): void {
  const { text } = page;
  const start = page.skipBlanks(page.at);
  const code = text.charCodeAt(start);
  if (code === NEWLINE) page.at = start + 1;
  else if (code === HASH) readComment(page, start);
  else readSample(page, start);
}

function readSample(page: PageReader, start: number): void {
  const { text } = page;
  let keyEnd = page.nameEnd(start);
  let at = page.skipBlanks(keyEnd);
  if (text.charCodeAt(at) === OPEN) {
    keyEnd = page.labelsEnd(at);
    at = page.skipBlanks(keyEnd);
  } else if (keyEnd === start) page.refuse(start, `expected a metric name, got ${page.excerpt(start)}`);
  const valueEnd = wordEnd(text, at);
  const value = page.float(at, valueEnd, 'a value');
  const timeStart = page.skipBlanks(valueEnd);
  const time = text.charCodeAt(timeStart) === NEWLINE ? Number.NaN : readTime(page, timeStart);
  if (Number.isNaN(time)) page.at = timeStart + 1;
  page.addSample(start, keyEnd, value, time);
}

/** A whole number of ms, then the end of the line. */
function readTime(page: PageReader, start: number): number {
  const end = wordEnd(page.text, start);
  const word = page.text.slice(start, end);
  if (!/^-?[0-9]+$/.test(word)) page.refuse(start, `expected a time in whole ms, got ${page.excerpt(start, end)}`);
  const time = Number(word);
  if (Math.abs(time) > MAX_TIME) page.refuse(start, 'a time beyond ±2^53 ms');
  const next = page.skipBlanks(end);
  if (page.text.charCodeAt(next) !== NEWLINE) page.refuse(next, `expected the end of the line, got ${page.excerpt(next)}`);
  page.at = next + 1;
  return time;
}

function wordEnd(text: string, start: number): number {
  let at = start;
  for (let code = text.charCodeAt(at); code !== SPACE && code !== TAB && code !== NEWLINE; code = text.charCodeAt(at)) at++;
  return at;
}

/** `#` and anything is a comment, unless blanks and HELP or TYPE follow. */
function readComment(page: PageReader, hash: number): void {
  const { text } = page;
  const end = page.lineEnd(hash);
  page.at = end + 1;
  const start = page.skipBlanks(hash + 1);
  const after = text.charCodeAt(start + 4);
  if (start === hash + 1 || (after !== SPACE && after !== TAB)) return;
  if (text.startsWith('HELP', start)) readHelp(page, page.skipBlanks(start + 4), end);
  else if (text.startsWith('TYPE', start)) readType(page, page.skipBlanks(start + 4), end);
}

function readHelp(page: PageReader, start: number, end: number): void {
  const stop = familyEnd(page, start);
  page.describe(familyName(page, start, stop), { help: unescapedHelp(page.text.slice(page.skipBlanks(stop), end)) });
}

function readType(page: PageReader, start: number, end: number): void {
  const stop = familyEnd(page, start);
  const wordStart = page.skipBlanks(stop);
  const type = TYPES.get(page.text.slice(wordStart, end).trimEnd());
  if (type === undefined) page.refuse(wordStart, `expected counter, gauge, histogram, summary or untyped, got ${page.excerpt(wordStart, end)}`);
  page.describe(familyName(page, start, stop), { type });
}

/** The end of the metric name, bare or quoted, that HELP, TYPE and UNIT speak of. */
export function familyEnd(page: PageReader, start: number): number {
  const end = page.text.charCodeAt(start) === 0x22 ? page.quoteEnd(start) : page.nameEnd(start);
  if (end === start) page.refuse(start, `expected a metric name, got ${page.excerpt(start)}`);
  return end;
}

export function familyName(page: PageReader, start: number, end: number): string {
  return page.text.charCodeAt(start) === 0x22 ? unescaped(page.text.slice(start + 1, end - 1)) : page.text.slice(start, end);
}

/** In a help text a quote needs no escape, so `\"` stays as it is. */
const unescapedHelp = (text: string): string =>
  text.includes('\\') ? text.replace(/\\([\\n])/g, (_, char: string) => (char === 'n' ? '\n' : char)) : text;
