import type { MetricType } from '../shared/model/sample.ts';
import { familyEnd, familyName } from './exposition.ts';
import { NEWLINE, type PageFormat, type PageReader } from './page.ts';
import { unescaped } from './serieskey.ts';

const SPACE = 0x20;
const HASH = 0x23;
const OPEN = 0x7b;
const MAX_TIME = 2 ** 53;
const TYPES: readonly MetricType[] = ['counter', 'gauge', 'histogram', 'gaugehistogram', 'summary', 'info', 'stateset', 'unknown'];

/**
 * OpenMetrics 1.0: one space between parts, times in seconds, HELP, TYPE and UNIT, `# EOF` at the end and nothing after it.
 * Exemplars are read over; `_created` samples are series like others, as Prometheus keeps them by default.
 * Source: github.com/OpenObservability/OpenMetrics, specification/OpenMetrics.md.
 */
export const openMetricsFormat: PageFormat = {
  readLine,
  end: page => { if (!page.ended) page.refuse(page.end, 'the page does not end with # EOF'); },
};

function readLine(page: PageReader): void {
  if (page.text.charCodeAt(page.at) === HASH) readComment(page, page.at);
  else readSample(page, page.at);
}

function readSample(page: PageReader, start: number): void {
  const { text } = page;
  let keyEnd = page.nameEnd(start);
  if (text.charCodeAt(keyEnd) === OPEN) keyEnd = page.labelsEnd(keyEnd);
  if (keyEnd === start) page.refuse(start, `expected a metric name, got ${page.excerpt(start)}`);
  const valueEnd = wordEnd(page, keyEnd, 'a value');
  const value = page.float(keyEnd + 1, valueEnd, 'a value');
  let at = valueEnd;
  let time = Number.NaN;
  if (text.charCodeAt(at) === SPACE && text.charCodeAt(at + 1) !== HASH) {
    const timeEnd = wordEnd(page, at, 'a time');
    time = readTime(page, at + 1, timeEnd);
    at = timeEnd;
  }
  page.at = lineDone(page, text.startsWith(' # {', at) ? exemplarEnd(page, at + 3) : at);
  page.addSample(start, keyEnd, value, time);
}

/** Seconds, perhaps with a fraction, to the nearest ms. */
function readTime(page: PageReader, start: number, end: number): number {
  const time = Math.round(page.float(start, end, 'a time in seconds') * 1000);
  if (!(Math.abs(time) <= MAX_TIME)) page.refuse(start, 'a time beyond ±2^53 ms');
  return time;
}

/** The end of an exemplar whose { stands here. Its labels are dropped; value and time have to be numbers all the same. */
function exemplarEnd(page: PageReader, start: number): number {
  const labelsEnd = page.labelsEnd(start);
  const valueEnd = wordEnd(page, labelsEnd, "an exemplar's value");
  page.float(labelsEnd + 1, valueEnd, "an exemplar's value");
  if (page.text.charCodeAt(valueEnd) !== SPACE) return valueEnd;
  const timeEnd = wordEnd(page, valueEnd, "an exemplar's time");
  readTime(page, valueEnd + 1, timeEnd);
  return timeEnd;
}

/** The end of the word after the one space that has to stand here. */
function wordEnd(page: PageReader, space: number, what: string): number {
  const { text } = page;
  if (text.charCodeAt(space) !== SPACE) page.refuse(space, `expected a space and ${what}, got ${page.excerpt(space)}`);
  let at = space + 1;
  for (let code = text.charCodeAt(at); code !== SPACE && code !== NEWLINE; code = text.charCodeAt(at)) at++;
  return at;
}

function lineDone(page: PageReader, at: number): number {
  if (page.text.charCodeAt(at) !== NEWLINE) page.refuse(at, `expected the end of the line, got ${page.excerpt(at)}`);
  return at + 1;
}

function readComment(page: PageReader, start: number): void {
  const { text } = page;
  const end = page.lineEnd(start);
  page.at = end + 1;
  if (text.startsWith('# EOF', start) && end === start + 5) {
    if (page.at < page.end) page.refuse(page.at, 'nothing may follow # EOF');
    page.ended = true;
  } else if (text.startsWith('# HELP ', start)) describe(page, start + 7, end, help => ({ help: unescaped(help) }));
  else if (text.startsWith('# TYPE ', start)) describe(page, start + 7, end, readType);
  else if (text.startsWith('# UNIT ', start)) describe(page, start + 7, end, readUnit);
  else page.refuse(start, `expected # HELP, # TYPE, # UNIT or # EOF, got ${page.excerpt(start, end)}`);
}

/** `read` gets the text behind the name and answers what it says. */
function describe(page: PageReader, start: number, end: number, read: (text: string, name: string, refuse: (problem: string) => never) => Parameters<PageReader['describe']>[1]): void {
  const stop = familyEnd(page, start);
  if (stop < end && page.text.charCodeAt(stop) !== SPACE) page.refuse(stop, `expected a space, got ${page.excerpt(stop, end)}`);
  const name = familyName(page, start, stop);
  page.describe(name, read(page.text.slice(stop + 1, end), name, problem => page.refuse(stop + 1, problem)));
}

function readType(word: string, _name: string, refuse: (problem: string) => never): { type: MetricType } {
  return { type: TYPES.find(type => type === word) ?? refuse(`expected a metric type, got ${JSON.stringify(word.slice(0, 40))}`) };
}

function readUnit(unit: string, name: string, refuse: (problem: string) => never): { unit: string } {
  if (unit !== '' && !name.endsWith(`_${unit}`)) refuse(`the unit ${JSON.stringify(unit.slice(0, 40))} is not the end of the metric's name`);
  return { unit };
}
