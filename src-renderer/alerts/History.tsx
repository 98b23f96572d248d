import { SegmentedControl } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertLane } from '../../src-main/shared/contract/alerts.ts';
import type { MachineRow } from '../../src-main/shared/model/machine.ts';
import { useRange } from '../host/range.ts';
import { useMachines } from '../inventory/machines.ts';
import { csvText } from '../ui/csv.ts';
import { downloadCsv } from '../ui/download.ts';
import { EmptyState } from '../ui/Empty.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { useParameter } from '../ui/parameter.ts';
import { useAlertFilter } from './address.ts';
import { AlertsHead } from './AlertsHead.tsx';
import { AlertSide } from './AlertSide.tsx';
import './alerts.css';
import { ExportButton } from './ExportButton.tsx';
import { FilterField } from './FilterField.tsx';
import { LaneAxis } from './LaneAxis.tsx';
import { LaneRow } from './LaneRow.tsx';
import { type LaneOrder, orderedLanes, lanesCsv, ORDERS } from './laneorder.ts';
import { useLiveAlerts } from './AlertsProvider.tsx';
import { useMachinesByLabels, useRuleGroups } from './live.ts';
import { passes } from './rows.ts';
import { useLanes } from './timeline.ts';

const NONE: readonly AlertLane[] = [];

/** Everything that fired in the page's range, a lane for each alert; `?open=<fingerprint>` opens one beside it. */
export function History() {
  const { t } = useTranslation('alerts');
  const { live, silences } = useLiveAlerts();
  const { filter, set } = useAlertFilter();
  const { from, to } = useRange();
  const { data, error, loading, refetch } = useLanes();
  const groups = useRuleGroups();
  const machines = useMachines();
  const machineOf = useMachinesByLabels(machines.data);
  const [openId, setOpenId] = useParameter('open');
  const [sorted, setSorted] = useParameter('order');
  const order: LaneOrder = ORDERS.find(known => known === sorted) ?? 'newest';
  const lanes = data?.lanes ?? NONE;
  const shown = useMemo(() => orderedLanes(lanes.filter(lane => passes(lane, filter)), order, from, to, Date.now()), [lanes, filter, order, from, to]);
  const fired = shown.reduce((sum, { spans }) => sum + spans.length, 0);
  return (
    <div className="page-body fill alerts" data-open={openId !== null || undefined} data-wide="">
      <section className="panel alerts-list" aria-label={t('tab.history')}>
        <AlertsHead tab="history" />
        {error && <ErrorNote error={error} what={t('historyFailed')} onRetry={refetch} />}
        <div className="alerts-tools">
          <FilterField filter={filter} set={set} rules={[...new Set(lanes.map(({ rule }) => rule))].sort()} machines={machines.data ?? []} />
          <span className="grow" />
          <span className="dim nowrap" role="status">{!loading && t('firedInRange', { count: fired, alerts: t('alertCount', { count: shown.length }) })}</span>
          <SegmentedControl aria-label={t('order.label')} value={order} onChange={value => setSorted(value === 'newest' ? null : value)} data={ORDERS.map(value => ({ value, label: t(`order.${value}`) }))} />
          <ExportButton disabled={shown.length === 0} onExport={() => downloadCsv(t('tab.history'), csvText(lanesCsv(shown)))} />
        </div>
        {!loading && shown.length === 0 && <EmptyState icon="clock" title={t(lanes.length > 0 ? 'empty.filtered' : 'empty.history')}>{lanes.length > 0 ? undefined : t('empty.historyText')}</EmptyState>}
        {shown.length > 0 && <Lanes lanes={shown} machineOf={machineOf} openId={openId} onOpen={setOpenId} leftOut={data?.leftOut ?? 0} />}
      </section>
      {openId !== null && <AlertSide key={openId} fingerprint={openId} live={live} groups={groups.data ?? []} machineOf={machineOf} silences={silences} onClose={() => setOpenId(null)} />}
    </div>
  );
}

interface LanesProps { readonly lanes: readonly AlertLane[]; readonly machineOf: (labels: AlertLane['labels']) => MachineRow | undefined; readonly openId: string | null; readonly onOpen: (id: string) => void; readonly leftOut: number }

function Lanes({ lanes, machineOf, openId, onOpen, leftOut }: LanesProps) {
  const { t } = useTranslation('alerts');
  const { from, to } = useRange();
  return (
    <>
      <div className="lanes-axis"><span /><LaneAxis from={from} to={to} /></div>
      <div className="alerts-scroll">
        <ul className="lanes" data-list tabIndex={-1} aria-label={t('tab.history')}>
          {lanes.map(lane => <LaneRow key={`${lane.file} ${lane.group} ${lane.rule} ${lane.fingerprint}`} lane={lane} machine={machineOf(lane.labels)} from={from} to={to} selected={lane.fingerprint === openId} onOpen={() => onOpen(lane.fingerprint)} />)}
        </ul>
        {leftOut > 0 && <p className="dim lanes-rest">{t('lanesLeftOut', { count: leftOut })}</p>}
      </div>
    </>
  );
}
