import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type FocusEvent, type KeyboardEvent, useCallback, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataColumn } from './columns.ts';
import type { DataTableProps } from './DataTable.tsx';
import { TableHead } from './TableHead.tsx';
import { type TableLine, tableLines } from './tableLines.ts';
import { TableRow } from './TableRow.tsx';
import type { ListState } from './tableState.ts';
import { useTicking } from './tableTicks.ts';

const HEAD_HEIGHT = 28;
const GROUP_HEIGHT = 28;
const TICK_WIDTH = '34px';
const STEPS: Readonly<Record<string, number>> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1, PageDown: 15, PageUp: -15, Home: -Infinity, End: Infinity };

interface TableRowsProps<Row extends object> extends DataTableProps<Row> {
  readonly list: ListState;
  /** px */
  readonly rowHeight: number;
  readonly hold: (on: boolean) => void;
}

/** The head and those lines that are in sight; one of them is active and takes Enter. */
export function TableRows<Row extends object>(props: TableRowsProps<Row>) {
  const { rows, columns, rowId, rowHeight, hold, onOpen } = props;
  const { t } = useTranslation('ui');
  const prefix = useId();
  const tickNames = useMemo(() => [t('table.tick'), t('table.tickGroup')] as const, [t]);
  const scroll = useRef<HTMLDivElement>(null);
  const { lines, fold } = useLines(rows, rowId, props.groupOf);
  const virtual = useVirtualizer({
    count: lines.length, getScrollElement: () => scroll.current, estimateSize: index => lines[index]?.kind === 'group' ? GROUP_HEIGHT : rowHeight,
    getItemKey: index => lines[index]?.key ?? index, overscan: 8, paddingStart: HEAD_HEIGHT, scrollPaddingStart: HEAD_HEIGHT,
  });
  // another density or another order of groups and rows: positions are computed anew
  useMemo(() => { void lines; void rowHeight; virtual.measure(); }, [lines, rowHeight, virtual]);
  const open = useCallback((line: TableLine<Row>) => { if (line.kind === 'group') fold(line.name); else onOpen?.(line.row); }, [fold, onOpen]);
  const ticking = useTicking(props.ticks, rows, lines, rowId);
  const { activeKey, setActiveKey, onKeyDown } = useActiveLine(lines, open, line => ticking.turn(line, false), index => virtual.scrollToIndex(index, { align: 'auto' }));
  const onPick = useCallback((line: TableLine<Row>, opening: boolean) => { setActiveKey(line.key); if (opening) open(line); }, [setActiveKey, open]);
  const leave = (event: FocusEvent) => { if (!event.currentTarget.contains(event.relatedTarget)) hold(false); };
  return (
    <div className="panel table-frame" onPointerEnter={() => hold(true)} onPointerLeave={event => { if (!event.currentTarget.contains(document.activeElement)) hold(false); }}>
      <div ref={scroll} className="table-scroll">
        {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table that takes keys (ARIA Authoring Practices, Grid) */}
        <table role="grid" tabIndex={0} data-list aria-label={t('table.rows', { name: props.name })} aria-rowcount={lines.length + 1} aria-multiselectable={props.ticks ? true : undefined} aria-activedescendant={activeKey === null ? undefined : prefix + activeKey}
          onKeyDown={onKeyDown} onFocus={() => hold(true)} onBlur={leave} style={{ '--tracks': tracksOf(props, columns), '--row': `${rowHeight}px`, height: virtual.getTotalSize() } as CSSProperties}>
          <TableHead columns={columns} list={props.list} actions={props.actions !== undefined} ticks={ticking.all} />
          <tbody>
            {virtual.getVirtualItems().map(item => {
              const line = lines[item.index];
              return line && (
                <TableRow key={line.key} line={line} id={prefix + line.key} index={item.index} top={item.start} active={line.key === activeKey} selected={line.key === props.selectedId} ticked={props.ticks ? ticking.isTicked(line) : null} tickNames={tickNames}
                  columns={columns} opens={onOpen !== undefined} onPick={onPick} onTick={ticking.turn} rowClass={props.rowClass} actions={props.actions} groupHead={props.groupHead} />
              );
            })}
          </tbody>
        </table>
        {rows.length === 0 && <p className="table-none">{t('table.none', { filter: props.list.filter })}</p>}
      </div>
    </div>
  );
}

const tracksOf = <Row extends object>(props: DataTableProps<Row>, columns: readonly DataColumn<Row>[]): string =>
  [...(props.ticks ? [TICK_WIDTH] : []), ...columns.map(column => column.width ?? 'minmax(80px, 1fr)'), ...(props.actions ? [`${props.actionsWidth ?? 96}px`] : [])].join(' ');

function useLines<Row>(rows: readonly Row[], rowId: (row: Row) => string, groupOf: ((row: Row) => string) | undefined) {
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const lines = useMemo(() => tableLines(rows, rowId, groupOf, folded), [rows, rowId, groupOf, folded]);
  const fold = useCallback((name: string) => setFolded(now => {
    const next = new Set(now);
    if (!next.delete(name)) next.add(name);
    return next;
  }), []);
  return { lines, fold };
}

function useActiveLine<Row>(lines: readonly TableLine<Row>[], open: (line: TableLine<Row>) => void, tick: (line: TableLine<Row>) => void, reveal: (index: number) => void) {
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const active = activeKey === null ? -1 : lines.findIndex(line => line.key === activeKey);
    const step = STEPS[event.key];
    const to = step === undefined ? active : Math.max(0, Math.min(lines.length - 1, active + step));
    const line = lines[to];
    if (!line || step === undefined && event.key !== 'Enter' && event.key !== 'x') return;
    event.preventDefault();
    if (event.key === 'Enter') return open(line);
    if (event.key === 'x') return tick(line);
    setActiveKey(line.key);
    reveal(to);
  };
  return { activeKey, setActiveKey, onKeyDown };
}
