import type { TFunction } from 'i18next';
import type { MachineRow, Problem } from '../../src-main/shared/model/machine.ts';
import { whenText } from '../ui/clock.ts';
import { formatDuration, formatPercent, type Language } from '../ui/format.ts';

/** Below this, how long something lasts is not worth saying. */
const WORTH_SAYING_MS = 5 * 60_000;

/** What is wrong, as a few words that stand alone: `memory 94 %`, `/ full in 2 h`, `no answer since 12:36`. */
export function problemWords(problem: Problem, t: TFunction<'inventory'>, language: Language, now: number): string {
  const { kind, value, subject, since, until } = problem;
  if (kind === 'stopped' || kind === 'terminated') return t(`problem.${kind}`);
  if (kind === 'down' || kind === 'silent' || kind === 'paused' || kind === 'missing') {
    return since === undefined ? t(`problem.${kind}`) : t(`problem.${kind}Since`, { time: whenText(since, now, language) });
  }
  if (kind === 'disk' && until !== undefined) return t('problem.diskUntil', { subject, left: roughly(until - now, language) });
  const words = t(`problem.${kind}`, { value: formatPercent(value), subject });
  return kind === 'cpu' && since !== undefined && now - since >= WORTH_SAYING_MS ? t('problem.lasting', { words, time: formatDuration(Math.round((now - since) / 60_000) * 60_000, language) }) : words;
}

/** The two worst problems of a machine, and how many more there are. */
export function machineWords(row: Pick<MachineRow, 'problems' | 'state' | 'seen'>, t: TFunction<'inventory'>, language: Language, now: number): string {
  if (row.problems.length === 0) return row.state === 'unknown' ? t('problem.first') : '';
  const words = row.problems.slice(0, 2).map(problem => problemWords(problem, t, language, now)).join(t('problem.and'));
  return row.problems.length > 2 ? t('problem.more', { words, count: row.problems.length - 2 }) : words;
}

/** A forecast says hours, not minutes: `2 h`, `40 min`. */
function roughly(ms: number, language: Language): string {
  const unit = ms >= 2 * 3_600_000 ? 3_600_000 : ms >= 3_600_000 ? 1_800_000 : 300_000;
  return formatDuration(Math.max(unit, Math.round(ms / unit) * unit), language);
}
