import { ActionIcon, Button, Menu, SegmentedControl, TextInput, Tooltip } from '@mantine/core';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { MachineRow } from '../../src-main/shared/model/machine.ts';
import { useLinkTo } from '../host/range.ts';
import { useMachines } from '../inventory/machines.ts';
import { clockText } from '../ui/clock.ts';
import { downloadCsv } from '../ui/download.ts';
import { EmptyState } from '../ui/Empty.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { formatCount } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import { useLanguage } from '../ui/language.ts';
import { useDensity } from '../ui/tableState.ts';
import { fleetCsv } from './fleetCsv.ts';
import { FleetList } from './FleetList.tsx';
import { useHeld } from './held.ts';
import { type Grouping, linesOf, wantedRows } from './layout.ts';
import { NotOk } from './NotOk.tsx';
import '../ui/table.css';
import './overview.css';
import { Tally } from './Tally.tsx';
import { useView, type ViewState } from './view.ts';

const ROW_HEIGHT = { compact: 30, regular: 38 } as const;
const NONE: readonly MachineRow[] = [];

/** All machines, worst first, with what is wrong in words; the healthy ones folded away. */
export function Overview() {
  const { t } = useTranslation('overview');
  const { data, error, loading, stale, updatedAt, refetch } = useMachines();
  const rows = data ?? NONE;
  const viewState = useView(rows.length);
  return (
    <div className="page-body fill overview">
      <h1 className="unseen">{t('title')}</h1>
      {error && <ErrorNote error={error} what={t('failed')} onRetry={refetch}>{stale && <p className="sub">{t('asOf', { time: clockText(updatedAt, true) })}</p>}</ErrorNote>}
      {!loading && data && rows.length === 0 ? <NoMachines /> : <>
        <div className="overview-strip"><Tally rows={data} viewState={viewState} /><NotOk machines={data?.length} /></div>
        <Fleet rows={rows} viewState={viewState} loading={data === undefined} now={updatedAt} />
      </>}
    </div>
  );
}

function Fleet({ rows, viewState, loading, now }: { rows: readonly MachineRow[]; viewState: ViewState; loading: boolean; now: number }) {
  const { t } = useTranslation('overview');
  const { view } = viewState;
  const [density, setDensity] = useDensity();
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [held, setHeld] = useState(false);
  const byId = useMemo(() => new Map<string, MachineRow>(rows.map(row => [row.id, row])), [rows]);
  const newest = useMemo(() => ({ lines: linesOf(rows, view, toggled), count: rows.length }), [rows, view, toggled]);
  // machines that come or go change the lines at once; mere figures wait
  const { lines } = useHeld(newest, held, JSON.stringify([view, [...toggled]]), kept => kept.count === rows.length && kept.lines.every(line => (line.kind === 'machine' ? [line.key] : line.ids).every(id => byId.has(id))));
  const waiting = held && lines !== newest.lines && lines.some((line, i) => line.key !== newest.lines[i]?.key);
  const shown = useMemo(() => wantedRows(rows, view), [rows, view]);
  const onToggle = useCallback((key: string) => setToggled(now => { const next = new Set(now); if (!next.delete(key)) next.add(key); return next; }), []);
  return (
    <>
      <Tools rows={shown} total={rows.length} loading={loading} viewState={viewState} density={density} setDensity={setDensity} now={now}>
        {waiting && <span className="fleet-held">{t('held')}<button type="button" onClick={() => setHeld(false)}>{t('settle')}</button></span>}
      </Tools>
      <FleetList lines={lines} byId={byId} viewState={viewState} rowHeight={ROW_HEIGHT[density]} onToggle={onToggle} onHold={setHeld} now={now}>
        {loading && <Skeleton />}
        {!loading && shown.length === 0 && <EmptyState title={t('nothing')} action={<Button onClick={viewState.clear}>{t('clear')}</Button>} />}
      </FleetList>
    </>
  );
}

interface ToolsProps {
  readonly rows: readonly MachineRow[];
  readonly total: number;
  readonly loading: boolean;
  readonly viewState: ViewState;
  readonly density: 'compact' | 'regular';
  readonly setDensity: (density: 'compact' | 'regular') => void;
  readonly now: number;
  readonly children: ReactNode;
}

function Tools({ rows, total, loading, viewState, density, setDensity, now, children }: ToolsProps) {
  const { t } = useTranslation('overview');
  const { t: words } = useTranslation('inventory');
  const { t: common } = useTranslation('ui');
  const language = useLanguage();
  const { view, setFilter } = viewState;
  return (
    <div className="fleet-tools">
      <TextInput className="table-filter" data-filter value={view.filter} onChange={event => setFilter(event.currentTarget.value)} placeholder={t('filter')} aria-label={t('filter')} leftSection={<Icon name="filter" size={14} />}
        onKeyDown={event => { if (event.key === 'Escape' && view.filter !== '') { setFilter(''); event.stopPropagation(); } }} />
      {view.state !== null && <span className="chip filter">{common(`state.${view.state}`)}<ActionIcon variant="subtle" size={16} aria-label={t('clear')} onClick={() => viewState.setState(null)}><Icon name="x" size={11} /></ActionIcon></span>}
      {children}
      <span className="grow" />
      <span className="dim nowrap table-count" role="status">{!loading && t('shown', { shown: formatCount(rows.length), total: formatCount(total), order: t(`order.${view.order}`) })}</span>
      <GroupMenu viewState={viewState} />
      <SegmentedControl className="table-density" aria-label={t('height')} value={density} onChange={value => setDensity(value === 'regular' ? 'regular' : 'compact')} data={[{ value: 'regular', label: t('regular') }, { value: 'compact', label: t('compact') }]} />
      <Tooltip label={t('export')}><ActionIcon aria-label={t('export')} disabled={rows.length === 0} onClick={() => downloadCsv(t('title'), fleetCsv(rows, t, words, language, now))}><Icon name="download" size={14} /></ActionIcon></Tooltip>
      <AddMenu />
    </div>
  );
}

const GROUPINGS = ['none', 'job', 'source'] as const satisfies readonly Grouping[];

function GroupMenu({ viewState }: { viewState: ViewState }) {
  const { t } = useTranslation('overview');
  const { view: { grouping }, setGrouping } = viewState;
  return (
    <Menu position="bottom-end">
      <Menu.Target><Button rightSection={<Icon name="down" size={12} />}>{t('group.label', { by: t(`group.${grouping}`) })}</Button></Menu.Target>
      <Menu.Dropdown>
        {GROUPINGS.map(by => <Menu.Item key={by} role="menuitemradio" aria-checked={by === grouping} onClick={() => setGrouping(by)} leftSection={<span className={by === grouping ? 'c-accent' : 'unticked'}><Icon name="check" size={14} /></span>}>{t(`group.${by}`)}</Menu.Item>)}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The ways in which a machine comes to be watched. */
const WAYS = [{ key: 'host', path: '/hosts', icon: 'terminal' }, { key: 'target', path: '/targets', icon: 'link' }, { key: 'probe', path: '/probes', icon: 'probe' }] as const;

function AddMenu() {
  const { t } = useTranslation('overview');
  const linkTo = useLinkTo();
  return (
    <Menu position="bottom-end">
      <Menu.Target><Button variant="filled" leftSection={<Icon name="plus" size={13} />}>{t('add.label')}</Button></Menu.Target>
      <Menu.Dropdown>
        {WAYS.map(({ key, path, icon }) => <Menu.Item key={key} component={Link} href={linkTo(path, { open: 'new' })} leftSection={<Icon name={icon} size={14} />}>{t(`add.${key}`)}</Menu.Item>)}
      </Menu.Dropdown>
    </Menu>
  );
}

function NoMachines() {
  const { t } = useTranslation('overview');
  return <div className="panel grow"><EmptyState icon="machines" title={t('empty')} action={<AddMenu />}>{t('emptyText')}</EmptyState></div>;
}

/** The list's frame before the first answer. */
function Skeleton() {
  return <div aria-hidden="true">{[34, 26, 30, 22].map(width => <div key={width} className="fleet-skeleton"><i style={{ width: 14 }} /><i style={{ width: `${width / 2}%` }} /><i style={{ width: `${width / 3}%` }} /><i className="grow" /></div>)}</div>;
}
