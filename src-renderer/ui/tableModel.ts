import { type ColumnDef, columnFilteringFeature, columnVisibilityFeature, createFilteredRowModel, createSortedRowModel, globalFilteringFeature, rowSortingFeature, tableFeatures, useTable } from '@tanstack/react-table';
import { useMemo } from 'react';
import { compareValues, type DataColumn, folded, matches, present, type Sort } from './columns.ts';

const features = tableFeatures({
  rowSortingFeature, sortedRowModel: createSortedRowModel(),
  columnFilteringFeature, globalFilteringFeature, filteredRowModel: createFilteredRowModel(),
  columnVisibilityFeature,
});
type Features = typeof features;

/** A column that only holds the words of the whole row, so that the filter runs once a row and sees what is switched off, too. */
const WORDS = ':words';

/** The rows that pass the filter, in the order of the sort (theirs, when there is none). Columns must be stable. */
export function useTableRows<Row extends object>(rows: readonly Row[], columns: readonly DataColumn<Row>[], rowId: (row: Row) => string, filter: string, sort: Sort | null): readonly Row[] {
  const definitions = useMemo(() => defineColumns(columns), [columns]);
  const data = useMemo(() => rows as Row[], [rows]);
  const known = sort !== null && columns.some(column => column.id === sort.id);
  const sorting = useMemo(() => known ? [{ id: sort.id, desc: sort.descending }] : [], [known, sort]);
  const state = useMemo(() => ({ globalFilter: folded(filter.trim()), sorting, columnVisibility: {} }), [filter, sorting]);
  const table = useTable<Features, Row>({
    features, data, columns: definitions, state, getRowId: rowId,
    getColumnCanGlobalFilter: column => column.id === WORDS,
    globalFilterFn: (row, id, text: string) => matches(row.getValue<string>(id), text),
  });
  const model = table.getRowModel().rows;
  return useMemo(() => model.map(row => row.original), [model]);
}

function defineColumns<Row extends object>(columns: readonly DataColumn<Row>[]): ColumnDef<Features, Row>[] {
  const own = columns.map((column): ColumnDef<Features, Row> => ({
    id: column.id,
    accessorFn: row => { const value = column.value(row); return present(value) ? value : undefined; },
    sortUndefined: 'last',
    sortFn: (a, b, id) => compareValues(a.getValue<string | number>(id), b.getValue<string | number>(id)),
  }));
  const words = (row: Row) => folded(columns.map(column => `${column.value(row) ?? ''} ${column.words?.(row) ?? ''}`).join(' '));
  return [{ id: WORDS, accessorFn: words, enableSorting: false }, ...own];
}
