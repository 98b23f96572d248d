import { ActionIcon, Button } from '@mantine/core';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useSearchParams } from 'wouter';
import type { SavedFilter } from '../../src-main/shared/model/deed.ts';
import type { MachineRow } from '../../src-main/shared/model/machine.ts';
import { PlanDialog } from '../deeds/PlanDialog.tsx';
import { useIntent } from '../deeds/usePlan.ts';
import { useLinkTo } from '../host/range.ts';
import { clockText } from '../ui/clock.ts';
import { DataTable } from '../ui/DataTable.tsx';
import { EmptyState } from '../ui/Empty.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon } from '../ui/icons.tsx';
import { useLanguage } from '../ui/language.ts';
import { useParameter } from '../ui/parameter.ts';
import { machinePath, selectorOf } from './address.ts';
import { columnsOf } from './columns.tsx';
import { GroupMenu, MachineGroupHead } from './GroupMenu.tsx';
import { groupNameOf, type MachineGrouping, readGrouping } from './grouping.ts';
import { MachineBar } from './MachineBar.tsx';
import { useMachines } from './machines.ts';
import './inventory.css';
import { SavedFilters } from './SavedFilters.tsx';

const NONE: readonly MachineRow[] = [];
const NOTHING: ReadonlySet<string> = new Set();
const rowId = (row: MachineRow): string => row.id;

/** Every machine of every cloud, SSH host and target in one list: what it is, how it is, and what can be done to it. */
export function Machines() {
  const { t } = useTranslation('inventory');
  const { t: common } = useTranslation('ui');
  const [, navigate] = useLocation();
  const linkTo = useLinkTo();
  const { data, error, stale, updatedAt, refetch } = useMachines();
  const rows = data ?? NONE;
  const columns = useColumns(updatedAt || Date.now());
  const [by, setBy] = useGrouping();
  const [applied, apply] = useApplied();
  const [ticked, setTicked] = useState(NOTHING);
  const { intent, ask, close } = useIntent();
  const onOpen = useCallback((row: MachineRow) => navigate(linkTo(machinePath(row.id))), [navigate, linkTo]);
  const groups = useMemo(() => by === 'none' ? {} : { groupOf: (row: MachineRow) => groupNameOf(row, by), groupHead: (name: string, inside: readonly MachineRow[]) => <MachineGroupHead by={by} name={name} rows={inside} /> }, [by]);
  const ticks = useMemo(() => ({ ids: ticked, set: setTicked }), [ticked]);
  const chosen = useMemo(() => ticked.size === 0 ? NONE : rows.filter(row => ticked.has(row.id)), [rows, ticked]);
  const add = <Button component={Link} href={linkTo('/accounts', { open: 'new' })} variant="filled" leftSection={<Icon name="plus" size={13} />}>{t('addAccount')}</Button>;
  return (
    <div className="page-body fill machines">
      <div className="page-head"><h1 className="page-title">{t('title')}</h1></div>
      {error && <ErrorNote error={error} what={t('failed')} onRetry={refetch}>{stale && <p className="sub">{common('asOf', { time: clockText(updatedAt, true) })}</p>}</ErrorNote>}
      <DataTable key={applied} id="inventory" name={t('list')} rows={rows} columns={columns} rowId={rowId} onOpen={onOpen} primary={add} actionsWidth={44} ticks={ticks}
        {...groups} tools={<><GroupMenu rows={rows} by={by} onChange={setBy} /><SavedFilters onApply={apply} /></>}
        actions={row => <ActionIcon component={Link} href={linkTo('/explore', { q: selectorOf(row) })} variant="subtle" size={24} tabIndex={-1} aria-label={t('explore')} title={t('explore')}><Icon name="explore" size={14} /></ActionIcon>}
        empty={data === undefined ? undefined : <EmptyState icon="machines" title={t('empty')} action={add}>{t('emptyText')}</EmptyState>} />
      <MachineBar rows={chosen} onAsk={ask} onDone={() => setTicked(NOTHING)} />
      <PlanDialog intent={intent} onClose={close} onBegun={() => setTicked(NOTHING)} />
    </div>
  );
}

/** Words such as "since 12:36" and uptimes move by the minute, so the columns do. */
function useColumns(now: number) {
  const { t } = useTranslation('inventory');
  const { t: common } = useTranslation('ui');
  const language = useLanguage();
  const minute = Math.floor(now / 60_000) * 60_000;
  return useMemo(() => columnsOf(t, state => common(`state.${state}`), language, minute), [t, common, language, minute]);
}

function useGrouping(): [MachineGrouping, (by: MachineGrouping) => void] {
  const [text, setText] = useParameter('by');
  return [readGrouping(text), by => setText(by === 'none' ? null : by)];
}

/** Puts a saved filter into the address, and makes the list read it anew: the number is its key. */
function useApplied(): [number, (filter: SavedFilter) => void] {
  const [, setParameters] = useSearchParams();
  const [count, setCount] = useState(0);
  return [count, ({ q, group, sort }) => {
    setParameters(now => {
      for (const [name, value] of [['inventory.q', q], ['by', group], ['inventory.sort', sort]] as const) if (value === '') now.delete(name); else now.set(name, value);
      return now;
    }, { replace: true });
    setCount(before => before + 1);
  }];
}
