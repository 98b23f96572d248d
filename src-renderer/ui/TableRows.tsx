import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type FocusEvent, type KeyboardEvent, memo, type MouseEvent, type ReactNode, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataColumn } from './columns.ts';
import type { DataTableProps } from './DataTable.tsx';
import { MISSING } from './format.ts';
import { Icon } from './icons.tsx';
import type { ListState } from './tableState.ts';

const HEAD_HEIGHT = 28;
const STEPS: Readonly<Record<string, number>> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1, PageDown: 15, PageUp: -15, Home: -Infinity, End: Infinity };

interface TableRowsProps<Row extends object> extends DataTableProps<Row> {
  readonly list: ListState;
  /** px */
  readonly rowHeight: number;
  readonly hold: (on: boolean) => void;
}

/** The head and those rows that are in sight; one of them is active and takes Enter. */
export function TableRows<Row extends object>(props: TableRowsProps<Row>) {
  const { rows, columns, rowId, rowHeight, hold, onOpen } = props;
  const { t } = useTranslation('ui');
  const prefix = useId();
  const scroll = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroll.current, estimateSize: () => rowHeight, overscan: 8, paddingStart: HEAD_HEIGHT, scrollPaddingStart: HEAD_HEIGHT });
  const { activeId, setActiveId, onKeyDown } = useActiveRow(rows, rowId, onOpen, index => virtual.scrollToIndex(index, { align: 'auto' }));
  const leave = (event: FocusEvent) => { if (!event.currentTarget.contains(event.relatedTarget)) hold(false); };
  const tracks = [...columns.map(column => column.width ?? 'minmax(80px, 1fr)'), ...(props.actions ? [`${props.actionsWidth ?? 96}px`] : [])].join(' ');
  return (
    <div className="panel table-frame" onPointerEnter={() => hold(true)} onPointerLeave={event => { if (!event.currentTarget.contains(document.activeElement)) hold(false); }}>
      <div ref={scroll} className="table-scroll">
        {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table that takes keys (ARIA Authoring Practices, Grid) */}
        <table role="grid" tabIndex={0} data-list aria-label={t('table.rows', { name: props.name })} aria-rowcount={rows.length + 1} aria-activedescendant={activeId === null ? undefined : prefix + activeId}
          onKeyDown={onKeyDown} onFocus={() => hold(true)} onBlur={leave} style={{ '--tracks': tracks, '--row': `${rowHeight}px`, height: virtual.getTotalSize() } as CSSProperties}>
          <Head columns={columns} list={props.list} actions={props.actions !== undefined} />
          <tbody>
            {virtual.getVirtualItems().map(item => {
              const row = rows[item.index]!;
              const key = rowId(row);
              return (
                <Row key={key} row={row} rowKey={key} prefix={prefix} index={item.index} top={item.start} active={key === activeId} selected={key === props.selectedId}
                  columns={columns} onPick={setActiveId} onOpen={onOpen} rowClass={props.rowClass} actions={props.actions} />
              );
            })}
          </tbody>
        </table>
        {rows.length === 0 && <p className="table-none">{t('table.none', { filter: props.list.filter })}</p>}
      </div>
    </div>
  );
}

function useActiveRow<Row>(rows: readonly Row[], rowId: (row: Row) => string, onOpen: ((row: Row) => void) | undefined, reveal: (index: number) => void) {
  const [activeId, setActiveId] = useState<string | null>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const active = activeId === null ? -1 : rows.findIndex(row => rowId(row) === activeId);
    const step = STEPS[event.key];
    const to = step === undefined ? active : Math.max(0, Math.min(rows.length - 1, active + step));
    const row = rows[to];
    if (!row || step === undefined && event.key !== 'Enter') return;
    event.preventDefault();
    if (step === undefined) return onOpen?.(row);
    setActiveId(rowId(row));
    reveal(to);
  };
  return { activeId, setActiveId, onKeyDown };
}

interface RowProps<Row> {
  readonly row: Row;
  readonly rowKey: string;
  readonly prefix: string;
  readonly index: number;
  /** px from the table's top */
  readonly top: number;
  readonly active: boolean;
  readonly selected: boolean;
  readonly columns: readonly DataColumn<Row>[];
  readonly onPick: (key: string) => void;
  readonly onOpen: ((row: Row) => void) | undefined;
  readonly rowClass: ((row: Row) => string) | undefined;
  readonly actions: ((row: Row) => ReactNode) | undefined;
}

/** Drawn anew only when its own part changes: scrolling draws the rows that come, not those that stay. */
const Row = memo(function TableRow<T>({ row, rowKey, prefix, index, top, active, selected, columns, onPick, onOpen, rowClass, actions }: RowProps<T>) {
  const [pointed, setPointed] = useState(false);
  const pick = (event: MouseEvent) => {
    onPick(rowKey);
    if (!isControl(event.target)) onOpen?.(row);
  };
  const marks = `${active ? 'active' : ''} ${selected ? 'selected' : ''} ${onOpen ? 'opens' : ''} ${rowClass?.(row) ?? ''}`;
  return (
    <tr id={prefix + rowKey} aria-rowindex={index + 2} aria-selected={selected} className={`table-row ${marks}`} style={{ transform: `translateY(${top}px)` }} onClick={pick} onPointerEnter={() => setPointed(true)} onPointerLeave={() => setPointed(false)}>
      {columns.map(column => <Cell key={column.id} column={column} row={row} />)}
      {actions && <td className="table-cell table-actions">{(pointed || active || selected) && actions(row)}</td>}
    </tr>
  );
}) as <Row>(props: RowProps<Row>) => ReactNode; // memo loses the type parameter

/** Buttons and links inside a row do their own thing. */
const isControl = (target: EventTarget): boolean => target instanceof Element && target.closest('a, button, input, label, [role="menuitem"], [role="dialog"]') !== null;

function Cell<Row>({ column, row }: { column: DataColumn<Row>; row: Row }) {
  const content = column.cell ? column.cell(row) : column.value(row);
  return (
    <td className={`table-cell ${column.right ? 'num' : ''}`} title={typeof content === 'string' ? content : undefined}>
      {content === null || content === undefined || content === '' || content === MISSING ? <span className="dim">{MISSING}</span> : content}
    </td>
  );
}

function Head<Row>({ columns, list, actions }: { columns: readonly DataColumn<Row>[]; list: ListState; actions: boolean }) {
  const { t } = useTranslation('ui');
  const order = list.sort?.descending ? 'descending' : 'ascending';
  return (
    <thead>
      <tr className="table-head" aria-rowindex={1}>
        {columns.map(column => {
          const by = list.sort?.id === column.id;
          return (
            <th key={column.id} scope="col" aria-sort={by ? order : 'none'} className={`table-cell ${column.right ? 'num' : ''} ${by ? 'by' : ''}`}>
              {column.unsorted ? column.head : (
                <button type="button" onClick={() => list.turnSort(column.id)} title={t('table.sortBy', { name: column.head })}>
                  <span className="cut">{column.head}</span>{by && <Icon name={order === 'descending' ? 'down' : 'up'} size={11} />}
                </button>
              )}
            </th>
          );
        })}
        {actions && <td className="table-cell" />}
      </tr>
    </thead>
  );
}
