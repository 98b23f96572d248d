import { Button } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { MachineEvent } from '../../src-main/shared/contract/events.ts';
import { MachineAlerts } from '../alerts/MachineAlerts.tsx';
import type { MachineDetail, MachineId } from '../../src-main/shared/model/machine.ts';
import { useCall } from '../host/hooks.ts';
import { useLinkTo } from '../host/range.ts';
import { clockText } from '../ui/clock.ts';
import { EmptyState } from '../ui/Empty.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon } from '../ui/icons.tsx';
import { useParameter } from '../ui/parameter.ts';
import { WIDE } from '../ui/tableState.ts';
import { idOfPath, matchersOf } from './address.ts';
import { About } from './About.tsx';
import { Banners } from './Banner.tsx';
import { useEvents } from './events.ts';
import { Events } from './Events.tsx';
import { Header } from './Header.tsx';
import './inventory.css';
import { isMachine, MachineMetrics } from './MachineMetrics.tsx';
import { MachineProbes, useProbesAt } from './MachineProbes.tsx';
import { MachineTabs, type Tab, TABS } from './MachineTabs.tsx';
import { useMetricNames } from './metricNames.ts';
import { usePorts } from './ports.ts';
import { PowerActions } from './PowerActions.tsx';
import { Ports } from './Ports.tsx';
import { PROCESS_METRIC } from './processes.ts';
import { useServices } from './services.ts';
import { Services } from './Services.tsx';

/** One machine: who it is, what is wrong, its charts, services, ports, the probes aimed at it, and what changed on it. */
export function MachinePage() {
  useLocation(); // another machine, another address
  const id = idOfPath(location.pathname);
  return id === null ? <div className="page-body"><Unknown /></div> : <Machine key={id} id={id} />;
}

function Machine({ id }: { id: MachineId }) {
  const { t } = useTranslation('inventory');
  const { t: common } = useTranslation('ui');
  const { data: detail, error, stale, updatedAt, refetch } = useCall(['machines', 'detail', id], (host, signal) => host.machines.detail({ id }, signal), { refresh: true });
  if (error?.code === 'not-found') return <div className="page-body"><Unknown /></div>;
  return (
    <div className="page-body machine-page">
      {error && <ErrorNote error={error} what={t('failed')} onRetry={refetch}>{stale && <p className="sub">{common('asOf', { time: clockText(updatedAt, true) })}</p>}</ErrorNote>}
      {detail && <Inside detail={detail} now={updatedAt} />}
    </div>
  );
}

const NO_EVENTS: readonly MachineEvent[] = [];

function Inside({ detail, now }: { detail: MachineDetail; now: number }) {
  const { row } = detail;
  const { t } = useTranslation('inventory');
  const wide = useMediaQuery(WIDE, true, { getInitialValueInEffect: false });
  const [opened, drawer] = useDisclosure(false);
  const [wanted, setTab] = useParameter('tab');
  const matchers = matchersOf(row);
  const metrics = useMetricNames(row);
  const tab: Tab = TABS.find(known => known === wanted) ?? (row.cloud !== null && metrics.data?.size === 0 ? 'about' : 'metrics'); // without charts, what its cloud says
  const services = useServices(matchers);
  const ports = usePorts(matchers);
  const probes = useProbesAt(row);
  const events = useEvents(row);
  const counts = {
    services: { count: services.data?.length, wrong: services.data?.filter(({ state }) => state === 'failed').length ?? 0 }, ports: { count: ports.data?.length },
    probes: { count: probes.data?.length, wrong: probes.data?.filter(({ health }) => health === 'down').length ?? 0 }, events: { count: events.data?.length },
  };
  const machine = row.source === 'ssh' || isMachine(row, metrics.data);
  const tabs = TABS.filter(name => name === tab || machine || name !== 'services' && name !== 'ports' || (counts[name].count ?? 0) > 0);
  const aside = tab === 'metrics' && !wide && metrics.data?.has(PROCESS_METRIC);
  return (
    <>
      <Header row={row} now={now}><PowerActions detail={detail} />{aside && <Button onClick={drawer.open} leftSection={<Icon name="list" size={14} />}>{t('process.title')}</Button>}</Header>
      <MachineTabs tab={tab} tabs={tabs} counts={counts} onTab={setTab} />
      <Banners row={row} now={now} />
      <MachineAlerts machine={row} now={now} />
      {tab === 'metrics' && <MachineMetrics row={row} metrics={metrics} events={events.data ?? NO_EVENTS} drawer={{ opened, close: drawer.close }} />}
      {tab === 'about' && <About detail={detail} />}
      {tab === 'services' && <Services row={row} services={services} events={events.data ?? NO_EVENTS} />}
      {tab === 'ports' && <Ports row={row} ports={ports} events={events.data ?? NO_EVENTS} />}
      {tab === 'probes' && <MachineProbes probes={probes} />}
      {tab === 'events' && <Events events={events} />}
    </>
  );
}

function Unknown() {
  const { t } = useTranslation('inventory');
  const linkTo = useLinkTo();
  return <div className="panel grow"><EmptyState icon="machines" title={t('unknownMachine')} action={<Button component={Link} href={linkTo('/machines')} variant="filled">{t('backToList')}</Button>}>{t('unknownText')}</EmptyState></div>;
}
