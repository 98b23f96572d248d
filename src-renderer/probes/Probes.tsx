import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProbeState } from '../../src-main/shared/model/probe.ts';
import type { Host } from '../host/client.ts';
import { useStream } from '../host/hooks.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { DataTable } from '../ui/DataTable.tsx';
import { EmptyState } from '../ui/Empty.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon, type IconName } from '../ui/icons.tsx';
import { useParameter } from '../ui/parameter.ts';
import { TickBar } from '../ui/TickBar.tsx';
import { worstFirst } from './health.ts';
import { usePlaces } from './places.ts';
import { ProbeDrawer } from './ProbeDrawer.tsx';
import './probes.css';
import { useProbeActions } from './useProbeActions.ts';
import { useProbeColumns } from './useProbeColumns.ts';

const openChanges = (host: Host, signal: AbortSignal) => host.probes.changes({}, signal);
const idOf = (probe: ProbeState): string => probe.id;
const rowClass = (probe: ProbeState): string => probe.health === 'paused' ? 'probe-paused' : '';
const NONE: ReadonlySet<string> = new Set();

/** Everything that is watched from outside, worst first; `?open=<id>` or `?open=new` opens one beside the list. */
export function Probes() {
  const { t } = useTranslation('probes');
  const { value, error } = useStream(openChanges);
  const now = Math.floor(Date.now() / 60_000) * 60_000; // words of days and hours move by the minute
  const probes = useMemo(() => worstFirst(value ?? [], now), [value, now]);
  const { placeOf } = usePlaces();
  const columns = useProbeColumns(now, placeOf);
  const [openId, setOpenId] = useParameter('open');
  const [ids, setIds] = useState(NONE);
  const ticked = useMemo(() => probes.filter(({ id }) => ids.has(id)), [probes, ids]);
  const add = <Allowed needs="target:write">{may => <Button variant="filled" disabled={!may} onClick={() => setOpenId('new')} leftSection={<Icon name="plus" size={14} />}>{t('add')}</Button>}</Allowed>;
  return (
    <div className={`page-body fill ${openId ? 'beside' : ''}`}>
      <h1 className="unseen">{t('title')}</h1>
      {error && <ErrorNote error={error} what={t('listFailed')} />}
      <DataTable id="probes" name={t('title')} rows={probes} columns={columns} rowId={idOf} ticks={{ ids, set: setIds }} selectedId={openId ?? undefined} onOpen={probe => setOpenId(probe.id)} rowClass={rowClass}
        actions={probe => <RowActions probe={probe} onEdit={() => setOpenId(probe.id)} />} actionsWidth={100} primary={add} empty={value === null ? undefined : <EmptyState icon="probe" title={t('empty.title')} action={add}><p>{t('empty.text')}</p></EmptyState>} />
      <ProbeDrawer probes={probes} placeOf={placeOf} openId={openId} onClose={() => setOpenId(null)} />
      <BulkActions probes={ticked} onClear={() => setIds(NONE)} />
    </div>
  );
}

function BulkActions({ probes, onClear }: { probes: readonly ProbeState[]; onClear: () => void }) {
  const { t } = useTranslation('probes');
  const actions = useProbeActions();
  const act = useCallback((run: () => Promise<void>) => { onClear(); void run(); }, [onClear]);
  const paused = (probe: ProbeState) => probe.health === 'paused';
  const button = (icon: IconName, label: string, run: () => Promise<void>, disabled = false) => (
    <Allowed needs="target:write">{may => <Button disabled={!may || disabled} onClick={() => act(run)} leftSection={<Icon name={icon} size={14} />}>{label}</Button>}</Allowed>
  );
  return (
    <TickBar count={probes.length} onClear={onClear}>
      {button('pause', t('pause'), () => actions.pause(probes, true), probes.every(paused))}
      {button('play', t('resume'), () => actions.pause(probes, false), !probes.some(paused))}
      {button('trash', t('remove'), () => actions.remove(probes))}
    </TickBar>
  );
}

function RowActions({ probe, onEdit }: { probe: ProbeState; onEdit: () => void }) {
  const { t } = useTranslation('probes');
  const actions = useProbeActions();
  const paused = probe.health === 'paused';
  const button = (icon: IconName, label: string, onClick: () => void) => (
    <Allowed needs="target:write">{may => (
      <Tooltip label={label}><ActionIcon variant="subtle" size={24} disabled={!may} aria-label={`${label} ${probe.config.target}`} onClick={onClick}><Icon name={icon} size={14} /></ActionIcon></Tooltip>
    )}</Allowed>
  );
  return (
    <>
      {button('edit', t('edit'), onEdit)}
      {button(paused ? 'play' : 'pause', t(paused ? 'resume' : 'pause'), () => void actions.pause([probe], !paused))}
      {button('trash', t('remove'), () => void actions.remove([probe]))}
    </>
  );
}
