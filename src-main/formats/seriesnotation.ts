import { AppError } from '../shared/model/errors.ts';
import { parseNumber } from './gonumber.ts';

/** One place of a series: a value, nothing, or a stale marker. */
export type Slot = number | null | 'stale';

const NUMBER = '[+-]?(?:0[xX][\\da-fA-F]+|\\d+\\.?\\d*(?:[eE][+-]?\\d+)?|\\.\\d+(?:[eE][+-]?\\d+)?|[iI]nf|[nN]a[nN])';
const RUN = new RegExp(`^(${NUMBER})(?:([+-])(${NUMBER}))?x(\\d+)$`);
const SINGLE = new RegExp(`^${NUMBER}$`);
/** Places that one series may have. */
const MOST_SLOTS = 10_000_000;

/**
 * Values of a series as promtool's tests and promqltest write them: `1 2 _ stale`, `_x5`, `1x4` (five times), `1+2x3` (1 3 5 7), `10-1x3`.
 * source  prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules, series
 * errors  AppError 'bad-data'; native histograms, which are not kept, are refused by name
 */
export function parseSlots(text: string): Slot[] {
  if (text.includes('{{')) throw new AppError('bad-data', 'native histograms are not kept here');
  const slots: Slot[] = [];
  for (const word of text.trim().split(/\s+/).filter(part => part !== '')) {
    for (const slot of slotsOf(word)) slots.push(slot);
    if (slots.length > MOST_SLOTS) throw new AppError('limit', `a series has more than ${MOST_SLOTS} values`);
  }
  return slots;
}

function slotsOf(word: string): Slot[] {
  if (word === '_') return [null];
  if (word === 'stale') return ['stale'];
  const gap = /^_x(\d{1,8})$/.exec(word);
  if (gap !== null) return new Array<Slot>(Math.min(Number(gap[1]), MOST_SLOTS + 1)).fill(null);
  const run = RUN.exec(word);
  if (run !== null) {
    const [, start = '', sign = '+', step = '0', times = '0'] = run;
    const by = parseNumber(step) * (sign === '-' ? -1 : 1);
    const out: Slot[] = [];
    for (let i = 0, value = parseNumber(start); i <= Math.min(Number(times), MOST_SLOTS); i++, value += by) out.push(value); // added up step by step, as Prometheus does: 0.1 thrice is not 0.3
    return out;
  }
  if (!SINGLE.test(word)) throw new AppError('bad-data', `unexpected ${JSON.stringify(word)} in series values`);
  return [parseNumber(word)];
}
