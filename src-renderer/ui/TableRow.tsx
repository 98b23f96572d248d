import { memo, type MouseEvent, type ReactNode, useState } from 'react';
import type { DataColumn } from './columns.ts';
import { MISSING } from './format.ts';
import { Icon } from './icons.tsx';
import type { TableLine } from './tableLines.ts';

interface LineProps<Row> {
  readonly line: TableLine<Row>;
  /** of its element */
  readonly id: string;
  readonly index: number;
  /** px from the table's top */
  readonly top: number;
  readonly active: boolean;
  readonly selected: boolean;
  /** null: this list ticks nothing */
  readonly ticked: boolean | null;
  /** what a screen reader calls the box that ticks a row, and one that ticks a group */
  readonly tickNames: readonly [row: string, group: string];
  readonly columns: readonly DataColumn<Row>[];
  readonly opens: boolean;
  readonly onPick: (line: TableLine<Row>, open: boolean) => void;
  readonly onTick: (line: TableLine<Row>, range: boolean) => void;
  readonly rowClass: ((row: Row) => string) | undefined;
  readonly actions: ((row: Row) => ReactNode) | undefined;
  readonly groupHead: ((name: string, rows: readonly Row[]) => ReactNode) | undefined;
}

/** Drawn anew only when its own part changes: scrolling draws the lines that come, not those that stay. */
export const TableRow = memo(function TableRow<Row>(props: LineProps<Row>) {
  const { line, id, index, top, active, selected, ticked, columns, onPick, rowClass, actions } = props;
  const [pointed, setPointed] = useState(false);
  const marks = `${active ? 'active' : ''} ${selected ? 'selected' : ''} ${props.opens || line.kind === 'group' ? 'opens' : ''} ${line.kind === 'row' ? rowClass?.(line.row) ?? '' : 'table-group'}`;
  const pick = (event: MouseEvent) => onPick(line, !isControl(event.target));
  return (
    <tr id={id} aria-rowindex={index + 2} aria-selected={ticked ?? selected} aria-expanded={line.kind === 'group' ? line.open : undefined} className={`table-row ${marks}`} style={{ transform: `translateY(${top}px)` }}
      onClick={pick} onPointerEnter={() => setPointed(true)} onPointerLeave={() => setPointed(false)}>
      {ticked !== null && <Tick {...props} ticked={ticked} />}
      {line.kind === 'group'
        ? <td className="table-cell table-group-head" colSpan={columns.length}><span className="row"><Icon name={line.open ? 'down' : 'right'} size={12} />{props.groupHead?.(line.name, line.rows) ?? line.name}</span></td>
        : <>
          {columns.map(column => <Cell key={column.id} column={column} row={line.row} />)}
          {actions && <td className="table-cell table-actions">{(pointed || active || selected) && actions(line.row)}</td>}
        </>}
    </tr>
  );
}) as <Row>(props: LineProps<Row>) => ReactNode; // memo loses the type parameter

/** A plain box: hundreds come into sight a second while a list flies past. */
function Tick<Row>({ line, ticked, tickNames, onTick }: LineProps<Row> & { ticked: boolean }) {
  // the click is taken before the box has turned, so that shift is known
  return (
    <td className="table-cell table-tick"><input type="checkbox" tabIndex={-1} readOnly aria-label={tickNames[line.kind === 'group' ? 1 : 0]} checked={ticked} onClick={event => onTick(line, event.shiftKey)} /></td>
  );
}

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
