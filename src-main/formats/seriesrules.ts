import { AppError } from '../shared/model/errors.ts';
import type { LabelPairs } from '../shared/model/labels.ts';

/** What one series may carry. Far above what exporters write, low enough that a hostile one costs little. */
export const MAX_LABELS = 512;
export const MAX_NAME_LENGTH = 1024;
export const MAX_VALUE_LENGTH = 65_536;

/**
 * Names and values in any order, made into labels: sorted by name, empty values left out.
 *
 * where   begins the error; asked only then
 * errors  AppError 'bad-data': no metric name, an empty or repeated label name, more or longer than the bounds above
 */
export function checkedPairs(raw: readonly string[], where: () => string): LabelPairs {
  const refuse = (problem: string): never => { throw new AppError('bad-data', `${where()}: ${problem}`); };
  if (raw.length > 2 * MAX_LABELS) refuse(`${raw.length / 2} labels, at most ${MAX_LABELS} are taken`);
  const sorted = isSorted(raw) ? raw : sortedPairs(raw);
  let metric = '';
  let empty = false;
  for (let i = 0; i < sorted.length; i += 2) {
    const name = sorted[i]!;
    const value = sorted[i + 1]!;
    if (name === '') refuse('a label without a name');
    if (name.length > MAX_NAME_LENGTH) refuse(`a label name of ${name.length} characters, at most ${MAX_NAME_LENGTH} are taken`);
    if (value.length > MAX_VALUE_LENGTH) refuse(`label ${name} has ${value.length} characters, at most ${MAX_VALUE_LENGTH} are taken`);
    if (i > 0 && sorted[i - 2] === name) refuse(`label ${name} comes twice`);
    if (name === '__name__') metric = value;
    empty ||= value === '';
  }
  if (metric === '') refuse('a series without a metric name');
  return empty ? sorted.filter((_, i) => sorted[i | 1] !== '') : sorted;
}

function isSorted(pairs: readonly string[]): boolean {
  for (let i = 2; i < pairs.length; i += 2) if (pairs[i]! < pairs[i - 2]!) return false;
  return true;
}

function sortedPairs(pairs: readonly string[]): string[] {
  const names = Array.from({ length: pairs.length / 2 }, (_, i) => 2 * i);
  names.sort((a, b) => (pairs[a]! < pairs[b]! ? -1 : pairs[a]! > pairs[b]! ? 1 : 0));
  return names.flatMap(i => [pairs[i]!, pairs[i + 1]!]);
}
