import { Button, Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { MachineEvent } from '../../src-main/shared/contract/events.ts';
import type { MachineRow } from '../../src-main/shared/model/machine.ts';
import { useFiredMarks } from '../alerts/MachineAlerts.tsx';
import { type ChartMark, MarksProvider } from '../charts/marks.ts';
import type { CallState } from '../host/hooks.ts';
import { useLinkTo } from '../host/range.ts';
import { EmptyState } from '../ui/Empty.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon } from '../ui/icons.tsx';
import { WIDE } from '../ui/tableState.ts';
import { selectorOf } from './address.ts';
import { ChangeLane } from './ChangeLane.tsx';
import { isTelling, levelOfEvent } from './events.ts';
import { FileSystems } from './FileSystems.tsx';
import { MachinePanel } from './MachinePanel.tsx';
import { MACHINE_PANELS, type PanelDefinition, PLAIN_PANELS, split } from './panels.ts';
import { PROCESS_METRIC } from './processes.ts';
import { Processes } from './Processes.tsx';
import { sourcePath, useSshHost } from './sshhost.ts';

interface MetricsProps {
  readonly row: MachineRow;
  readonly metrics: CallState<ReadonlySet<string>>;
  readonly events: readonly MachineEvent[];
  /** the process list, where there is no room beside the charts */
  readonly drawer: { readonly opened: boolean; readonly close: () => void };
}

/** A machine's charts under one cursor, what changed meanwhile, and what ran at the cursor's time. */
export function MachineMetrics({ row, metrics: { data: metrics, error, refetch }, events, drawer }: MetricsProps) {
  const { t } = useTranslation('inventory');
  const wide = useMediaQuery(WIDE, true, { getInitialValueInEffect: false });
  const told = useMemo(() => events.filter(isTelling), [events]);
  const fired = useFiredMarks(row);
  const marks = useMemo(() => [...told.map((event): ChartMark => ({ time: event.at, level: levelOfEvent(event) === 'critical' ? 'critical' : 'plain' })), ...fired], [told, fired]);
  if (row.seen === null && row.problems.some(problem => problem.kind === 'down')) return <Never row={row} />;
  if (metrics?.size === 0) return <Nothing waiting={row.seen === null} />;
  if (metrics !== undefined && !isMachine(row, metrics)) return <Plain row={row} metrics={metrics} />;
  const processes = metrics?.has(PROCESS_METRIC) ? <Processes row={row} /> : null;
  return (
    <MarksProvider value={marks}>
      <ChangeLane events={told} />
      {error && metrics === undefined && <ErrorNote error={error} what={t('unreadable')} onRetry={refetch} />}
      {metrics !== undefined && <div className="machine-work" data-alone={!wide || processes === null || undefined}>
        <div className="machine-charts">
          <Panels row={row} panels={MACHINE_PANELS} metrics={metrics} />
          {metrics.has('node_filesystem_size_bytes') && <div className="machine-files"><FileSystems row={row} /></div>}
          <Missing row={row} panels={MACHINE_PANELS} metrics={metrics} />
        </div>
        {wide ? processes : processes && <Drawer opened={drawer.opened} onClose={drawer.close} position="right" size={400} withOverlay={false} lockScroll={false} trapFocus={false} closeOnClickOutside={false} classNames={{ root: 'processes-drawer' }} aria-label={t('process.title')}>{processes}</Drawer>}
      </div>}
    </MarksProvider>
  );
}

/** Whether it tells of a machine rather than of a program. */
export const isMachine = (row: MachineRow, metrics: ReadonlySet<string> | undefined): boolean =>
  metrics === undefined ? row.cores !== null : MACHINE_PANELS.some(panel => panel.needs.some(name => metrics.has(name)));

function Panels({ row, panels, metrics }: { row: MachineRow; panels: readonly PanelDefinition[]; metrics: ReadonlySet<string> }) {
  return split(panels, metrics).shown.map(panel => <div key={panel.id} className="machine-chart"><MachinePanel panel={panel} row={row} /></div>);
}

/** What there is no chart of, and why, where the machine's host says it. */
function Missing({ row, panels, metrics }: { row: MachineRow; panels: readonly PanelDefinition[]; metrics: ReadonlySet<string> }) {
  const { t } = useTranslation('inventory');
  const host = useSshHost(row);
  const missing = [...split(panels, metrics).missing.map(panel => t(`missing.${panel.id}`)), ...(metrics.has(PROCESS_METRIC) ? [] : [t('missing.processes')])];
  if (missing.length === 0 && !host?.empty.length) return null;
  return (
    <div className="machine-missing dim">
      {missing.length > 0 && <p>{t('missing.none', { what: missing.join(t('comma')) })}</p>}
      {host && host.empty.length > 0 && <ul>{host.empty.map(sentence => <li key={sentence}>{sentence}</li>)}</ul>}
    </div>
  );
}

/** A target without machine figures: what its scraping tells, and the way to what it does export. */
function Plain({ row, metrics }: { row: MachineRow; metrics: ReadonlySet<string> }) {
  const { t } = useTranslation('inventory');
  const linkTo = useLinkTo();
  const some = PLAIN_PANELS.some(panel => panel.needs.some(name => metrics.has(name)));
  return (
    <>
      <div className="machine-plain"><span className="grow"><b>{t('plain.title')}</b><br /><span className="sub">{t('plain.text')}</span></span>
        <Button component={Link} href={linkTo('/explore', { q: selectorOf(row) })} variant="filled" leftSection={<Icon name="explore" size={14} />}>{t('plain.explore')}</Button></div>
      {some && <div className="machine-charts"><Panels row={row} panels={PLAIN_PANELS} metrics={metrics} /></div>}
    </>
  );
}

/** No sample at all in the page's range. */
function Nothing({ waiting }: { waiting: boolean }) {
  const { t } = useTranslation('inventory');
  return <div className="panel grow"><EmptyState icon="clock" title={t(waiting ? 'waiting.title' : 'nothing.title')}>{t(waiting ? 'waiting.text' : 'nothing.text')}</EmptyState></div>;
}

/** A target that is down and was never up. */
function Never({ row }: { row: MachineRow }) {
  const { t } = useTranslation('inventory');
  const linkTo = useLinkTo();
  const host = useSshHost(row);
  return <div className="panel grow"><EmptyState icon={host ? 'terminal' : 'sources'} title={t('silentFromStart.title')} action={<Button component={Link} href={sourcePath(host, linkTo)} variant="filled">{t(host ? 'banner.host' : 'banner.target')}</Button>}>{t(host ? 'silentFromStart.hostText' : 'silentFromStart.text')}</EmptyState></div>;
}
