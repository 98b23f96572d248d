import { Button } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { MachineRow } from '../../src-main/shared/model/machine.ts';
import type { ProbeState } from '../../src-main/shared/model/probe.ts';
import { type CallState, useCall } from '../host/hooks.ts';
import { useLinkTo } from '../host/range.ts';
import { isAimedAt } from '../probes/aimed.ts';
import { worstFirst } from '../probes/health.ts';
import { usePlaces } from '../probes/places.ts';
import { useProbeColumns } from '../probes/useProbeColumns.ts';
import '../probes/probes.css';
import { DataTable } from '../ui/DataTable.tsx';
import { EmptyState } from '../ui/Empty.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon } from '../ui/icons.tsx';
import { useSshHost } from './sshhost.ts';

const NONE: readonly ProbeState[] = [];
const idOf = (probe: ProbeState): string => probe.id;

/** The probes that are aimed at a machine, by its name or an address it is known by. */
export function useProbesAt(row: MachineRow): CallState<readonly ProbeState[]> {
  const call = useCall(['probes.list'], (host, signal) => host.probes.list({}, signal), { refresh: true });
  const host = useSshHost(row);
  const [id, address] = [host?.id, host?.config.address ?? ''];
  const { name, instance, source } = row;
  const data = useMemo(() => {
    const aim = { names: [name, instance, address], host: source === 'self' ? '' as const : id ?? null };
    return call.data?.filter(({ config }) => isAimedAt(config, aim));
  }, [call.data, name, instance, address, source, id]);
  return { ...call, data };
}

export function MachineProbes({ probes: { data, error, refetch } }: { probes: CallState<readonly ProbeState[]> }) {
  const { t } = useTranslation('inventory');
  const linkTo = useLinkTo();
  const [, go] = useLocation();
  const now = Math.floor(Date.now() / 60_000) * 60_000;
  const { placeOf } = usePlaces();
  const columns = useProbeColumns(now, placeOf);
  const rows = useMemo(() => worstFirst(data ?? NONE, now), [data, now]);
  const add = <Button component={Link} href={linkTo('/probes', { open: 'new' })} variant="filled" leftSection={<Icon name="plus" size={14} />}>{t('tab.addProbe')}</Button>;
  if (error && data === undefined) return <ErrorNote error={error} onRetry={refetch} />;
  return (
    <DataTable id="aimed" name={t('tab.probes')} rows={rows} columns={columns} rowId={idOf} onOpen={probe => go(linkTo('/probes', { open: probe.id }))} primary={add}
      empty={data && <EmptyState icon="probe" title={t('tab.none.probes')} action={add}>{t('tab.noneText.probes')}</EmptyState>} />
  );
}
