import { type LabelPairs, pairValue } from '../../shared/model/labels.ts';
import { csvLines, numberCell, safeText } from '../csv.ts';
import { encoded, isoTexts, type SampleWriter, TimeTexts } from './writer.ts';

const COMMA = encoded(','), END = encoded('\r\n');

/**
 * A row a sample: a column for each label, `__name__` first, then `time` (ISO 8601 in UTC) and `value`. RFC 4180, formula-safe.
 * names  all labels that a series may have, sorted; what a series lacks is an empty cell
 */
export function csvRows(names: readonly string[]): SampleWriter {
  const ordered = [...new Set(['__name__', ...names])];
  const times = new TimeTexts(isoTexts());
  const cells = (labels: LabelPairs): Uint8Array => encoded(`${csvLines([ordered.map(name => safeText(pairValue(labels, name)))]).slice(0, -2)},`);
  return {
    head: sheet => sheet.text(csvLines([[...ordered, 'time', 'value'].map(safeText)])),
    series: (sheet, labels, at, values) => sheet.rows({ before: cells(labels), timeFirst: true, between: COMMA, end: END, special: numberCell }, times.of(at), values),
    tail: () => undefined,
  };
}
