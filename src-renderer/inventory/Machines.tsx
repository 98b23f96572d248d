import { ActionIcon, Button } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { LIMITS, levelOf, type Limit } from '../../src-main/shared/model/limits.ts';
import type { MachineRow, MachineState } from '../../src-main/shared/model/machine.ts';
import { useLinkTo } from '../host/range.ts';
import { clockText, exactText, whenText } from '../ui/clock.ts';
import type { DataColumn } from '../ui/columns.ts';
import { DataTable } from '../ui/DataTable.tsx';
import { EmptyState } from '../ui/Empty.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { formatBytes, formatDuration, formatPercent, formatRate, type Language, MISSING } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import { useLanguage } from '../ui/language.ts';
import { StateMark } from '../ui/StateMark.tsx';
import { machinePath, selectorOf } from './address.ts';
import { useMachines } from './machines.ts';
import './inventory.css';
import { machineWords } from './words.ts';

const NONE: readonly MachineRow[] = [];
const rowId = (row: MachineRow): string => row.id;

/** Every machine as a plain list: what it is and how it is now. */
export function Machines() {
  const { t } = useTranslation('inventory');
  const { t: common } = useTranslation('ui');
  const language = useLanguage();
  const [, navigate] = useLocation();
  const linkTo = useLinkTo();
  const { data, error, stale, updatedAt, refetch } = useMachines();
  const now = updatedAt || Date.now();
  // words such as "since 12:36" and uptimes move by the minute, so the columns do
  const minute = Math.floor(now / 60_000) * 60_000;
  const columns = useMemo(() => columnsOf(t, state => common(`state.${state}`), language, minute), [t, common, language, minute]);
  const onOpen = useCallback((row: MachineRow) => navigate(linkTo(machinePath(row.id))), [navigate, linkTo]);
  const add = <Button component={Link} href={linkTo('/targets')} variant="filled" leftSection={<Icon name="plus" size={13} />}>{t('addTarget')}</Button>;
  return (
    <div className="page-body fill machines">
      <div className="page-head"><h1 className="page-title">{t('title')}</h1></div>
      {error && <ErrorNote error={error} what={t('failed')} onRetry={refetch}>{stale && <p className="sub">{common('asOf', { time: clockText(updatedAt, true) })}</p>}</ErrorNote>}
      <DataTable id="inventory" name={t('list')} rows={data ?? NONE} columns={columns} rowId={rowId} onOpen={onOpen} primary={add} actionsWidth={44}
        actions={row => <ActionIcon component={Link} href={linkTo('/explore', { q: selectorOf(row) })} variant="subtle" size={24} tabIndex={-1} aria-label={t('explore')} title={t('explore')}><Icon name="explore" size={14} /></ActionIcon>}
        empty={data === undefined ? undefined : <EmptyState icon="machines" title={t('empty')}>{t('emptyText')}</EmptyState>} />
    </div>
  );
}

function columnsOf(t: TFunction<'inventory'>, stateName: (state: MachineState) => string, language: Language, now: number): readonly DataColumn<MachineRow>[] {
  const uptime = (row: MachineRow) => row.bootTime === null || row.seen === null ? null : row.seen - row.bootTime;
  return [
    { id: 'name', head: t('column.machine'), fixed: true, width: 'minmax(180px, 2fr)', value: row => row.name, words: row => `${row.instance} ${row.job} ${row.os ?? ''} ${row.kernel ?? ''}`, cell: row => <Name row={row} t={t} /> },
    { id: 'state', head: t('column.state'), hidden: true, width: '96px', value: row => RANK[row.state], cell: row => stateName(row.state), csv: row => row.state },
    { id: 'problem', head: t('column.problem'), width: 'minmax(140px, 1.6fr)', value: row => machineWords(row, t, language, now), cell: row => <span className={`c-${row.state === 'ok' ? 'calm' : row.state}`}>{machineWords(row, t, language, now)}</span> },
    { id: 'job', head: t('column.job'), wide: true, width: 'minmax(70px, 1fr)', value: row => row.job },
    { id: 'instance', head: t('column.instance'), wide: true, width: 'minmax(130px, 1.5fr)', value: row => row.instance, cell: row => <span className="mono sub" title={row.instance}>{row.instance}</span> },
    { id: 'os', head: t('column.os'), wide: true, width: 'minmax(100px, 1fr)', value: row => row.os },
    { id: 'kernel', head: t('column.kernel'), hidden: true, width: 'minmax(110px, 1fr)', value: row => row.kernel },
    { id: 'cores', head: t('column.cores'), wide: true, right: true, width: '64px', value: row => row.cores },
    { id: 'memory', head: t('column.memory'), wide: true, right: true, width: '84px', value: row => row.memoryBytes, cell: row => formatBytes(row.memoryBytes) },
    { id: 'cpu', head: t('column.cpuNow'), right: true, width: '72px', value: row => row.cpu?.last, cell: row => <Share value={row.cpu?.last} limit={row.problems.some(problem => problem.kind === 'cpu') ? LIMITS.cpu : null} /> },
    { id: 'used', head: t('column.memoryNow'), right: true, width: '96px', value: row => row.memory?.last, cell: row => <Share value={row.memory?.last} limit={LIMITS.memory} /> },
    { id: 'disk', head: t('column.diskNow'), right: true, width: '96px', value: row => row.disk?.last, cell: row => <span title={row.disk?.subject}><Share value={row.disk?.last} limit={LIMITS.disk} /></span> },
    { id: 'network', head: t('column.network'), wide: true, right: true, width: '88px', value: row => row.network?.last, cell: row => formatRate(row.network?.last) },
    { id: 'uptime', head: t('column.uptime'), wide: true, right: true, width: '100px', value: uptime, cell: row => formatDuration(uptime(row), language) },
    { id: 'seen', head: t('column.seen'), hidden: true, right: true, width: '110px', value: row => row.seen, cell: row => row.seen === null ? t('never') : <span title={exactText(row.seen)}>{whenText(row.seen, now, language)}</span>, csv: row => row.seen === null ? null : new Date(row.seen).toISOString() },
  ];
}
const RANK = { critical: 0, warn: 1, unknown: 2, ok: 3 } as const;

function Name({ row, t }: { row: MachineRow; t: TFunction<'inventory'> }) {
  return (
    <span className="row machine-name">
      <StateMark state={row.state} />
      <span className="tile" title={t(`source.${row.source}`)}>{t(`tile.${row.source}`)}</span>
      <span className="cut"><b>{row.name}</b>{row.source === 'self' && <span className="dim"> {t('thisComputer')}</span>}</span>
    </span>
  );
}

/** A share, coloured only past its limit. */
function Share({ value, limit }: { value: number | null | undefined; limit: Limit | null }) {
  if (value === null || value === undefined) return <span className="dim">{MISSING}</span>;
  const level = limit && levelOf(limit, value);
  return <span className={level ? `c-${level} strong` : 'sub'}>{formatPercent(value)}</span>;
}
