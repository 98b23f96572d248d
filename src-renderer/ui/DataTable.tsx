import { type ReactNode, useCallback, useDeferredValue, useMemo, useState } from 'react';
import { type DataColumn, heldOrder, type Sort } from './columns.ts';
import { csvText } from './csv.ts';
import { downloadCsv } from './download.ts';
import './table.css';
import { TableRows } from './TableRows.tsx';
import { TableTools } from './TableTools.tsx';
import { useTableRows } from './tableModel.ts';
import { useColumnChoice, useDensity, useListState, useRoom } from './tableState.ts';
import type { Ticks } from './tableTicks.ts';

const ROW_HEIGHT = { compact: 30, regular: 38 } as const;

export interface DataTableProps<Row extends object> {
  /** names the list in the address and in what is kept; letters only */
  readonly id: string;
  /** what a screen reader and an exported file call it */
  readonly name: string;
  /** in their own order, used while no column is sorted by. A new array means new content */
  readonly rows: readonly Row[];
  /** stable: from a module or from useMemo */
  readonly columns: readonly DataColumn<Row>[];
  /** stable, like the columns */
  readonly rowId: (row: Row) => string;
  readonly sort?: Sort;
  readonly onOpen?: (row: Row) => void;
  readonly rowClass?: (row: Row) => string;
  /** buttons of a row, at its right end on hover and focus */
  readonly actions?: (row: Row) => ReactNode;
  readonly actionsWidth?: number;
  /** beside the filter */
  readonly tools?: ReactNode;
  /** the view's one filled button, at the right end of the tools */
  readonly primary?: ReactNode;
  /** what stands here, instead of the list and its tools, while there are no rows at all */
  readonly empty?: ReactNode;
  readonly selectedId?: string | undefined;
  /** as tall as its rows instead of its container; for short lists inside a page */
  readonly short?: boolean;
  /** a row's group, '' for none; stable. Groups get heads that fold as soon as one has a name */
  readonly groupOf?: (row: Row) => string;
  /** what stands in a group's head; stable */
  readonly groupHead?: (name: string, rows: readonly Row[]) => ReactNode;
  /** rows can be ticked, by box and by `x` */
  readonly ticks?: Ticks;
}

/** A list: filter, sort, choice of columns, export, keyboard (j k Enter), and as many rows as there are: only those in sight are drawn. */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { id, name, rows, columns, rowId } = props;
  const list = useListState(id, props.sort ?? null);
  const [room, wide] = useRoom();
  const choice = useColumnChoice(id, columns, wide);
  const [density, setDensity] = useDensity();
  const filter = useDeferredValue(list.filter); // typing stays quick over ten thousand rows
  const found = useTableRows(rows, columns, rowId, filter, list.sort);
  const { steady, hold } = useSteady(found, rowId, `${filter}\n${list.sort?.id}\n${list.sort?.descending}`);
  const exportCsv = () => downloadCsv(name, csvText([
    choice.shown.map(column => column.head),
    ...steady.map(row => choice.shown.map(column => (column.csv ?? column.value)(row))),
  ]));
  if (rows.length === 0 && props.empty) return <div className="panel table-frame">{props.empty}</div>;
  return (
    <div ref={room} className={`data-table ${props.short ? 'short' : ''}`}>
      <TableTools list={list} shown={steady.length} total={rows.length} columns={columns} choice={choice} density={density} setDensity={setDensity}
        onExport={exportCsv} tools={props.tools} primary={props.primary} />
      <TableRows {...props} rows={steady} columns={choice.shown} list={list} rowHeight={ROW_HEIGHT[density]} hold={hold} />
    </div>
  );
}

/** Keeps the rows' places while the pointer or the focus is in the list; another filter or sort (`key`) lets go. */
function useSteady<Row>(rows: readonly Row[], rowId: (row: Row) => string, key: string) {
  const [held, setHeld] = useState<{ readonly key: string; readonly order: readonly string[] } | null>(null);
  const steady = useMemo(() => held?.key === key ? heldOrder(rows, rowId, held.order) : rows, [rows, rowId, held, key]);
  const hold = useCallback((on: boolean) => setHeld(now => !on ? null : now?.key === key ? now : { key, order: rows.map(rowId) }), [key, rows, rowId]);
  return { steady, hold };
}
