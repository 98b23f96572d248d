import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type FocusEvent, type KeyboardEvent, memo, type MouseEvent, type ReactNode, useCallback, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { MachineCourses, MachineRow } from '../../src-main/shared/model/machine.ts';
import { useLinkTo } from '../host/range.ts';
import { machinePath } from '../inventory/address.ts';
import { useCourses } from '../inventory/courses.ts';
import { Icon } from '../ui/icons.tsx';
import { FoldCells, GroupCells, MachineActions, MachineCells, type Scope, useWords, type Words } from './FleetRow.tsx';
import type { Line, Order } from './layout.ts';
import type { ViewState } from './view.ts';

const HEAD_HEIGHT = 28;
const GROUP_HEIGHT = 28;
const STEPS: Readonly<Record<string, number>> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1, PageDown: 15, PageUp: -15, Home: Number.NEGATIVE_INFINITY, End: Number.POSITIVE_INFINITY };

interface FleetListProps {
  readonly lines: readonly Line[];
  readonly byId: ReadonlyMap<string, MachineRow>;
  readonly viewState: ViewState;
  /** px of a machine's row */
  readonly rowHeight: number;
  /** opens or closes a group or a fold */
  readonly onToggle: (key: string) => void;
  /** the pointer or the focus is in the list, or left it */
  readonly onHold: (on: boolean) => void;
  /** unix ms the figures are of */
  readonly now: number;
  /** in place of the lines */
  readonly children?: ReactNode;
}

/** The machines as lines under one head; only those in sight are drawn, and one of them is active and takes Enter. */
export function FleetList({ lines, byId, viewState, rowHeight, onToggle, onHold, now, children }: FleetListProps) {
  const { t } = useTranslation('overview');
  const prefix = useId();
  const scroll = useRef<HTMLDivElement>(null);
  const getItemKey = useCallback((index: number) => lines[index]?.key ?? index, [lines]); // another function would mean another list, laid out anew
  const virtual = useVirtualizer({
    count: lines.length, getScrollElement: () => scroll.current, estimateSize: index => lines[index]?.kind === 'group' ? GROUP_HEIGHT : rowHeight,
    getItemKey, overscan: 6, paddingStart: HEAD_HEIGHT, scrollPaddingStart: HEAD_HEIGHT,
  });
  // another density or another order of groups and rows: positions are computed anew
  useMemo(() => { void lines; void rowHeight; virtual.measure(); }, [lines, rowHeight, virtual]);
  const items = virtual.getVirtualItems();
  const courses = useCourses(items.flatMap(({ index }) => { const line = lines[index]; return line?.kind === 'machine' ? byId.get(line.key)?.id ?? [] : []; }));
  const open = useOpen(onToggle);
  const active = useActiveLine(lines, open, index => virtual.scrollToIndex(index, { align: 'auto' }));
  const words = useWords();
  const { set } = active;
  const onPick = useCallback((line: Line, event: MouseEvent) => { set(line.key); if (!isControl(event.target)) open(line); }, [set, open]);
  const jobShown = viewState.view.grouping !== 'job';
  const leave = (event: FocusEvent) => { if (!event.currentTarget.contains(event.relatedTarget)) onHold(false); };
  return (
    <div className="panel table-frame fleet" data-job={jobShown || undefined} onPointerEnter={() => onHold(true)} onPointerLeave={event => { if (!event.currentTarget.contains(document.activeElement)) onHold(false); }}>
      <div ref={scroll} className="table-scroll">
        {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table that takes keys (ARIA Authoring Practices, Grid) */}
        <table role="grid" tabIndex={0} data-list aria-label={t('keys')} aria-rowcount={lines.length + 1} aria-activedescendant={active.key === null ? undefined : prefix + active.key}
          onKeyDown={active.onKeyDown} onFocus={() => onHold(true)} onBlur={leave} style={{ '--row': `${rowHeight}px`, height: virtual.getTotalSize() } as CSSProperties}>
          <Head viewState={viewState} jobShown={jobShown} />
          <tbody>
            {items.map(item => {
              const line = lines[item.index];
              return line && <LineRow key={line.key} line={line} byId={byId} courses={courses.get(line.key)} now={now} jobShown={jobShown} grouping={viewState.view.grouping} id={prefix + line.key} index={item.index} top={item.start} active={line.key === active.key} words={words} onPick={onPick} />;
            })}
          </tbody>
        </table>
        {children}
      </div>
    </div>
  );
}

/** What Enter or a click does: a machine is opened, a group or a fold turned over. */
function useOpen(onToggle: (key: string) => void): (line: Line) => void {
  const [, navigate] = useLocation();
  const linkTo = useLinkTo();
  return useCallback(line => line.kind === 'machine' ? navigate(linkTo(machinePath(line.key))) : onToggle(line.key), [navigate, linkTo, onToggle]);
}

function useActiveLine(lines: readonly Line[], open: (line: Line) => void, reveal: (index: number) => void) {
  const [key, set] = useState<string | null>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = lines.findIndex(line => line.key === key);
    const step = STEPS[event.key];
    const to = step === undefined ? at : Math.max(0, Math.min(lines.length - 1, at + step));
    const line = lines[to];
    if (!line || step === undefined && event.key !== 'Enter') return;
    event.preventDefault();
    if (step === undefined) return open(line);
    set(line.key);
    reveal(to);
  };
  return { key, set, onKeyDown };
}

const isControl = (target: EventTarget): boolean => target instanceof Element && target.closest('a, button') !== null;

interface LineRowProps {
  readonly line: Line;
  readonly byId: ReadonlyMap<string, MachineRow>;
  readonly courses: MachineCourses | undefined;
  readonly now: number;
  readonly jobShown: boolean;
  readonly grouping: string;
  readonly id: string;
  readonly index: number;
  readonly top: number;
  readonly active: boolean;
  readonly words: Words;
  readonly onPick: (line: Line, event: MouseEvent) => void;
}

/** Drawn anew only when something of its own changes: scrolling through ten thousand must cost what comes into sight, no more. */
const LineRow = memo(function LineRow({ line, byId, courses, now, jobShown, grouping, id, index, top, active, words, onPick }: LineRowProps) {
  const [over, setOver] = useState(false);
  const row = line.kind === 'machine' ? byId.get(line.key) : undefined;
  const rows = line.kind === 'machine' ? [] : line.ids.flatMap(key => byId.get(key) ?? []);
  const name = line.kind === 'group' ? grouping === 'source' && rows[0] ? words.t(`source.${rows[0].source}`) : rows[0]?.job ?? '' : '';
  return (
    <tr id={id} aria-rowindex={index + 2} aria-expanded={line.kind === 'machine' ? undefined : line.open} className={`table-row opens fleet-${line.kind} ${active ? 'active' : ''}`} style={{ transform: `translateY(${top}px)` }}
      onClick={event => onPick(line, event)} onPointerEnter={() => setOver(true)} onPointerLeave={() => setOver(false)}>
      {line.kind === 'group' && <GroupCells name={name} rows={rows} open={line.open} columns={jobShown ? 8 : 7} />}
      {line.kind === 'fold' && <FoldCells count={rows.length} scope={scopeOf(rows[0], grouping)} alone={line.alone} open={line.open} jobShown={jobShown} />}
      {row && <><MachineCells row={row} courses={courses} now={now} jobShown={jobShown} words={words} />{over || active ? <MachineActions row={row} /> : <td className="table-cell" />}</>}
    </tr>
  );
});

function scopeOf(first: MachineRow | undefined, grouping: string): Scope {
  if (first === undefined || grouping === 'none') return {};
  return grouping === 'job' ? { job: first.job } : { source: first.source };
}

function Head({ viewState, jobShown }: { viewState: ViewState; jobShown: boolean }) {
  const { t } = useTranslation('overview');
  const { view: { order, descending }, turnOrder } = viewState;
  const head = (by: Order, label: string, className = '') => (
    <th scope="col" className={`table-cell ${className} ${order === by ? 'by' : ''}`} aria-sort={order !== by ? 'none' : descending ? 'descending' : 'ascending'}>
      <button type="button" tabIndex={-1} onClick={() => turnOrder(by)} title={t('sortBy', { name: label })}><span className="cut">{label}</span>{order === by && <Icon name={descending ? 'down' : 'up'} size={11} />}</button>
    </th>
  );
  return (
    <thead>
      <tr className="table-head" aria-rowindex={1}>
        {head('name', t('column.machine'))}
        {head('problem', t('column.problem'))}
        {jobShown && <th scope="col" className="table-cell fleet-job">{t('column.job')}</th>}
        {head('cpu', t('column.cpu'), 'fleet-share')}
        {head('memory', t('column.memory'), 'fleet-share')}
        {head('disk', t('column.disk'), 'fleet-share')}
        {head('network', t('column.network'), 'fleet-rate')}
        <th scope="col" className="table-cell"><span className="unseen">{t('column.actions')}</span></th>
      </tr>
    </thead>
  );
}
