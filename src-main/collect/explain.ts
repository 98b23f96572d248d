import { setImmediate as othersTurn } from 'node:timers/promises';
import { textFormat } from '../formats/exposition.ts';
import { PageReader } from '../formats/page.ts';
import { compileRelabeling, explain } from '../formats/relabel.ts';
import { checkedPairs } from '../formats/seriesrules.ts';
import { parseSeriesKey } from '../formats/serieskey.ts';
import { AppError } from '../shared/model/errors.ts';
import { type LabelPairs, toLabels } from '../shared/model/labels.ts';
import type { PageExplained, RelabelStep, SeriesExplained, TargetExplained } from '../shared/model/relabel.ts';
import type { TargetConfig } from '../shared/model/target.ts';
import { discoveredLabels, type Endpoint, endpointOf } from './endpoint.ts';
import type { Columns } from './feed.ts';
import { mergeLabels } from './targetlabels.ts';

/** Series told in one go: a few ms. */
const STRETCH = 200;

/** Which series of a page are shown: those whose text holds `filter`; all, those that rules change, or those they drop; so many at most. */
export interface Wanted { readonly filter: string; readonly show: 'all' | 'changed' | 'dropped'; readonly limit: number }

/** Each rule's doing on the target itself; `endpoint` is null when nothing can be scraped. Never fails. */
export function explainTarget(config: TargetConfig): { readonly told: TargetExplained; readonly endpoint: Endpoint | null } {
  const before = discoveredLabels(config);
  const start = { before: toLabels(before), steps: [] as readonly RelabelStep[], labels: null, asked: null, problem: null };
  try {
    const steps = explain(compileRelabeling(config.relabelConfigs, 'relabel_configs'), before);
    try {
      const endpoint = endpointOf(config);
      if (endpoint.droppedBy !== null) return { told: { ...start, steps }, endpoint: null };
      const { url, intervalMs, timeoutMs } = endpoint.asked;
      return { told: { ...start, steps, labels: toLabels(endpoint.labels), asked: { url, intervalMs, timeoutMs } }, endpoint };
    } catch (error) {
      return { told: { ...start, steps, problem: sentenceOf(error) }, endpoint: null };
    }
  } catch (error) {
    return { told: { ...start, problem: sentenceOf(error) }, endpoint: null };
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof AppError) return error.message;
  throw error;
}

/** Lines of the exposition format 0.0.4 as a page; where a line names a series only, any value will do. Errors: AppError 'bad-data' */
export function columnsOf(text: string): Columns<string> {
  const lines = text.split(/\r?\n/).map(line => (isSeries(line.trim()) ? `${line.trim()} 1` : line));
  const reader = new PageReader(Buffer.from(lines.join('\n')), textFormat);
  reader.read();
  const page = reader.page();
  return { ...page, labels: i => parseSeriesKey(page.keys[i]!, reader.refuserOf(i)), place: i => reader.place(page.starts[i]!) };
}

function isSeries(line: string): boolean {
  if (line === '' || line.startsWith('#')) return false;
  try {
    parseSeriesKey(line);
    return true;
  } catch {
    return false; // it has a value, or is wrong, which the reader then says
  }
}

/** Each rule's doing on the series of a page. Errors: AppError 'bad-data' for a series that can't be one */
export async function explainPage(columns: Columns<string>, { labels, config }: Endpoint, wanted: Wanted): Promise<PageExplained> {
  const relabeling = compileRelabeling(config.metricRelabelConfigs, 'metric_relabel_configs');
  const shown: SeriesExplained[] = [];
  let dropped = 0;
  let changed = 0;
  let matching = 0;
  for (const [i, series] of columns.keys.entries()) {
    if (i % STRETCH === STRETCH - 1) await othersTurn();
    const before = checkedPairs(mergeLabels(columns.labels(i), labels, config.honorLabels), () => columns.place(i));
    const told = explained(series, before, explain(relabeling, before));
    const touched = told.steps.some(step => step.changed.length > 0);
    if (told.after === null) dropped++;
    else if (touched) changed++;
    const isWanted = series.includes(wanted.filter) && (wanted.show === 'all' || (wanted.show === 'dropped' ? told.after === null : told.after !== null && touched));
    if (isWanted && ++matching <= wanted.limit) shown.push(told);
  }
  return { samples: columns.keys.length, dropped, changed, series: shown, more: matching - shown.length };
}

function explained(series: string, before: LabelPairs, steps: readonly RelabelStep[]): SeriesExplained {
  const start = toLabels(before);
  const last = steps.at(-1);
  const after = last === undefined ? start : last.after;
  return { series, before: start, steps, after: after !== null && Object.keys(after).length === 0 ? null : after };
}
