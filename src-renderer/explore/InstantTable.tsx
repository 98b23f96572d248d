import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { dateTimeText } from '../ui/clock.ts';
import type { DataColumn } from '../ui/columns.ts';
import { DataTable } from '../ui/DataTable.tsx';
import { EmptyState } from '../ui/Empty.tsx';
import { formatValue, type Unit } from '../ui/format.ts';
import { useLanguage } from '../ui/language.ts';
import { type LabelColumn, labelColumns } from './combine.ts';
import { labelColumn } from './labelColumn.ts';
import type { InstantRow } from './instant.ts';

/** What the queries answer for one moment: the end of the range. */
export function InstantTable({ rows, unit, loading }: { rows: readonly InstantRow[]; unit: Unit; loading: boolean }) {
  const { t } = useTranslation('explore');
  const language = useLanguage();
  const shape = JSON.stringify([labelColumns(rows.map(row => row.labels)), new Set(rows.map(row => row.query)).size > 1, rows.some(row => row.samples !== null)]);
  const columns = useMemo((): DataColumn<InstantRow>[] => {
    const [labels, many, ranges] = JSON.parse(shape) as [LabelColumn[], boolean, boolean];
    return [
      ...(many ? [{ id: 'query', head: t('column.query'), width: '64px', value: (row: InstantRow) => row.query }] : []),
      ...labels.map(column => labelColumn<InstantRow>(column, row => row.labels, t)),
      { id: 'time', head: t('column.time'), width: '170px', wide: true, value: row => row.time, cell: row => <span className="sub">{dateTimeText(row.time, true)}</span>, csv: row => new Date(row.time).toISOString() },
      ...(ranges ? [{ id: 'samples', head: t('column.samples'), right: true, width: '90px', value: (row: InstantRow) => row.samples }] : []),
      { id: 'value', head: t('column.value'), right: true, width: 'minmax(110px, 180px)', value: row => row.value, cell: row => typeof row.value === 'number' ? <span title={String(row.value)}>{formatValue(row.value, unit, language)}</span> : row.value },
    ];
  }, [shape, unit, language, t]);
  const empty = loading ? <div className="series-empty" /> : <EmptyState title={t('noSeries')}>{t('noSeriesText')}</EmptyState>;
  return <DataTable id="instant" name={t('table')} rows={rows} columns={columns} rowId={row => row.id} empty={empty} />;
}
