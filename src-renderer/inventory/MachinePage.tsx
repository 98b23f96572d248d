import { Button, Drawer } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { MachineId, MachineRow } from '../../src-main/shared/model/machine.ts';
import { type CallState, useCall } from '../host/hooks.ts';
import { useLinkTo, useRange } from '../host/range.ts';
import { clockText } from '../ui/clock.ts';
import { EmptyState } from '../ui/Empty.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon } from '../ui/icons.tsx';
import { WIDE } from '../ui/tableState.ts';
import { idOfPath, matchersOf, selectorOf } from './address.ts';
import { Banners } from './Banner.tsx';
import { FileSystems } from './FileSystems.tsx';
import { Header } from './Header.tsx';
import './inventory.css';
import { MachinePanel } from './MachinePanel.tsx';
import { MACHINE_PANELS, type PanelDefinition, PLAIN_PANELS, split } from './panels.ts';
import { PROCESS_METRIC } from './processes.ts';
import { Processes } from './Processes.tsx';

/** One machine: who it is, what is wrong, its charts under one cursor, and what ran at the cursor's time. */
export function MachinePage() {
  useLocation(); // another machine, another address
  const id = idOfPath(location.pathname);
  return id === null ? <div className="page-body"><Unknown /></div> : <Machine key={id} id={id} />;
}

function Machine({ id }: { id: MachineId }) {
  const { t } = useTranslation('inventory');
  const { t: common } = useTranslation('ui');
  const { data: row, error, stale, updatedAt, refetch } = useCall(['machines', 'get', id], (host, signal) => host.machines.get({ id }, signal), { refresh: true });
  if (error?.code === 'not-found') return <div className="page-body"><Unknown /></div>;
  return (
    <div className="page-body machine-page">
      {error && <ErrorNote error={error} what={t('failed')} onRetry={refetch}>{stale && <p className="sub">{common('asOf', { time: clockText(updatedAt, true) })}</p>}</ErrorNote>}
      {row && <Inside row={row} now={updatedAt} />}
    </div>
  );
}

function Inside({ row, now }: { row: MachineRow; now: number }) {
  const { t } = useTranslation('inventory');
  const wide = useMediaQuery(WIDE, true, { getInitialValueInEffect: false });
  const [open, drawer] = useDisclosure(false);
  const { data: metrics, error, refetch } = useMetricNames(row);
  const isMachine = metrics === undefined ? row.cores !== null : MACHINE_PANELS.some(panel => panel.needs.some(name => metrics.has(name)));
  const processes = metrics?.has(PROCESS_METRIC) ? <Processes row={row} /> : null;
  if (row.seen === null && row.problems.some(problem => problem.kind === 'down')) return <><Header row={row} now={now} /><Banners row={row} now={now} /><Never /></>;
  if (metrics?.size === 0) return <><Header row={row} now={now} /><Banners row={row} now={now} /><Nothing waiting={row.seen === null} /></>;
  if (metrics !== undefined && !isMachine) return <><Header row={row} now={now} /><Banners row={row} now={now} /><Plain row={row} metrics={metrics} /></>;
  return (
    <>
      <Header row={row} now={now}>{!wide && processes && <Button onClick={drawer.open} leftSection={<Icon name="list" size={14} />}>{t('process.title')}</Button>}</Header>
      <Banners row={row} now={now} />
      {error && metrics === undefined && <ErrorNote error={error} what={t('unreadable')} onRetry={refetch} />}
      {metrics !== undefined && <div className="machine-work" data-alone={!wide || processes === null || undefined}>
        <div className="machine-charts">
          <Panels row={row} panels={MACHINE_PANELS} metrics={metrics} />
          {metrics.has('node_filesystem_size_bytes') && <div className="machine-files"><FileSystems row={row} /></div>}
          <Missing panels={MACHINE_PANELS} metrics={metrics} />
        </div>
        {wide ? processes : processes && <Drawer opened={open} onClose={drawer.close} position="right" size={400} withOverlay={false} lockScroll={false} trapFocus={false} closeOnClickOutside={false} classNames={{ root: 'processes-drawer' }} aria-label={t('process.title')}>{processes}</Drawer>}
      </div>}
    </>
  );
}

/** The metrics this machine exported in the page's range; undefined until known. */
function useMetricNames(row: MachineRow): CallState<ReadonlySet<string>> {
  const range = useRange();
  const matchers = matchersOf(row);
  return useCall(['machines', 'metrics', matchers, range.raw], async (host, signal) => {
    const [names, noSwap] = await Promise.all([
      host.metrics.labelValues({ name: '__name__', matchers: [`{${matchers}}`], from: range.from, to: range.to }, signal),
      host.metrics.instant({ promql: `node_memory_SwapTotal_bytes{${matchers}} == 0`, time: range.to }, signal),
    ]);
    const found = new Set(names);
    if (noSwap.value.kind === 'vector' && noSwap.value.series.length > 0) found.delete('node_memory_SwapTotal_bytes'); // counted, but there is none
    return found;
  }, { refresh: true });
}

function Panels({ row, panels, metrics }: { row: MachineRow; panels: readonly PanelDefinition[]; metrics: ReadonlySet<string> }) {
  return split(panels, metrics).shown.map(panel => <div key={panel.id} className="machine-chart"><MachinePanel panel={panel} row={row} /></div>);
}

/** What there is no chart of, and why. */
function Missing({ panels, metrics }: { panels: readonly PanelDefinition[]; metrics: ReadonlySet<string> }) {
  const { t } = useTranslation('inventory');
  const missing = [...split(panels, metrics).missing.map(panel => t(`missing.${panel.id}`)), ...(metrics.has(PROCESS_METRIC) ? [] : [t('missing.processes')])];
  return missing.length === 0 ? null : <p className="machine-missing dim">{t('missing.none', { what: missing.join(t('comma')) })}</p>;
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
function Never() {
  const { t } = useTranslation('inventory');
  const linkTo = useLinkTo();
  return <div className="panel grow"><EmptyState icon="sources" title={t('silentFromStart.title')} action={<Button component={Link} href={linkTo('/targets')} variant="filled">{t('banner.target')}</Button>}>{t('silentFromStart.text')}</EmptyState></div>;
}

function Unknown() {
  const { t } = useTranslation('inventory');
  const linkTo = useLinkTo();
  return <div className="panel grow"><EmptyState icon="machines" title={t('unknownMachine')} action={<Button component={Link} href={linkTo('/machines')} variant="filled">{t('backToList')}</Button>}>{t('unknownText')}</EmptyState></div>;
}
