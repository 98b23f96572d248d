import type { Labels } from '../../src-main/shared/model/labels.ts';
import type { DataColumn } from '../ui/columns.ts';
import { type LabelColumn, labelValue } from './combine.ts';

/** One label as a column of a list; the metric's name gets more room than the others. */
export function labelColumn<Row>({ name, hidden }: LabelColumn, labelsOf: (row: Row) => Labels, t: (key: 'column.metric') => string): DataColumn<Row> {
  const metric = name === '__name__';
  return { id: `label.${name}`, head: metric ? t('column.metric') : name, width: metric ? 'minmax(140px, 2fr)' : 'minmax(90px, 1fr)', hidden, value: row => labelValue(labelsOf(row), name) };
}
