import type { TFunction } from 'i18next';
import type { MachineRow } from '../../src-main/shared/model/machine.ts';
import { problemWords } from '../inventory/words.ts';
import { csvText } from '../ui/csv.ts';
import type { Language } from '../ui/format.ts';

/** The list as a file: shares 0..1, bytes per second, times in ISO 8601 UTC. */
export function fleetCsv(rows: readonly MachineRow[], t: TFunction<'overview'>, words: TFunction<'inventory'>, language: Language, now: number): string {
  const heads = ['name', 'state', 'problems', 'source', 'job', 'instance', 'cpu', 'memory', 'disk', 'mount', 'network', 'seen'].map(column => t(`csv.${column}`));
  return csvText([heads, ...rows.map(row => [
    row.name, row.state, row.problems.map(problem => problemWords(problem, words, language, now)).join('; '), row.source, row.job, row.instance,
    row.cpu?.last, row.memory?.last, row.disk?.last, row.disk?.subject, row.network?.last, row.seen === null ? null : new Date(row.seen).toISOString(),
  ])]);
}
