import { Button, Drawer, Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { ProbeState } from '../../src-main/shared/model/probe.ts';
import { QueryChart } from '../charts/QueryChart.tsx';
import { useLinkTo } from '../host/range.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { exactText, whenText } from '../ui/clock.ts';
import { Facts } from '../ui/Facts.tsx';
import { formatDuration } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import { useLanguage } from '../ui/language.ts';
import { useOnce } from '../ui/once.ts';
import { useParameter } from '../ui/parameter.ts';
import { StateMark } from '../ui/StateMark.tsx';
import { Certificate } from './columns.tsx';
import { formOf, NEW_PROBE } from './form.ts';
import { markOf } from './health.ts';
import { ProbeForm } from './ProbeForm.tsx';
import { ProbeTest, useProbeTest } from './ProbeTest.tsx';
import { useProbeCharts } from './useProbeCharts.ts';
import { useProbeActions } from './useProbeActions.ts';
import { wrongWith } from './words.ts';

const PARTS = ['state', 'settings'] as const;

interface DrawerProps { readonly probes: readonly ProbeState[]; readonly placeOf: (probe: ProbeState) => string; readonly openId: string | null; readonly onClose: () => void }

/** A probe beside the list: how it fares, or its form. The list stays in use. */
export function ProbeDrawer({ probes, placeOf, openId, onClose }: DrawerProps) {
  const { t } = useTranslation('probes');
  const probe = probes.find(({ id }) => id === openId);
  return (
    <Drawer opened={openId === 'new' || probe !== undefined} onClose={onClose} position="right" size={480} withOverlay={false} closeOnClickOutside={false} trapFocus={false} className="beside-list"
      title={probe ? <span className="row"><StateMark state={markOf(probe, Date.now())} /><span className="cut" title={probe.config.target}>{probe.config.target}</span></span> : t('addTitle')} closeButtonProps={{ 'aria-label': t('close') }}>
      {openId === 'new' && <ProbeForm first={NEW_PROBE} onDone={onClose} />}
      {probe && <Parts key={probe.id} probe={probe} place={placeOf(probe)} onClose={onClose} />}
    </Drawer>
  );
}

function Parts({ probe, place, onClose }: { probe: ProbeState; place: string; onClose: () => void }) {
  const { t } = useTranslation('probes');
  const [wanted, setPart] = useParameter('part');
  const part = PARTS.find(known => known === wanted) ?? 'state';
  return (
    <Tabs value={part} onChange={setPart} keepMounted={false} className="side-tabs">
      <Tabs.List>{PARTS.map(name => <Tabs.Tab key={name} value={name}>{t(`part.${name}`)}</Tabs.Tab>)}</Tabs.List>
      <Tabs.Panel value="state"><ProbeFacts probe={probe} place={place} onRemoved={onClose} /></Tabs.Panel>
      <Tabs.Panel value="settings"><ProbeForm probe={probe} first={formOf(probe.config)} onDone={() => setPart(null)} /></Tabs.Panel>
    </Tabs>
  );
}

function ProbeFacts({ probe, place, onRemoved }: { probe: ProbeState; place: string; onRemoved: () => void }) {
  const { t } = useTranslation('probes');
  const language = useLanguage();
  const now = Date.now();
  const { config } = probe;
  const wrong = wrongWith(probe, t, language, now);
  const test = useProbeTest();
  const [wanted, setWanted] = useParameter('run');
  useOnce(wanted === 'test', () => { setWanted(null); test.run(config); });
  const charts = useProbeCharts(config, place);
  return (
    <div className="side-form">
      {wrong !== '' && <p className="side-note" data-level={markOf(probe, now)}><StateMark state={markOf(probe, now)} silent /> <span>{wrong}</span></p>}
      <Facts facts={[
        [t('column.kind'), t(`kind.${config.kind}`)],
        ...(config.kind === 'dns' ? [[t('field.dnsName'), `${config.dns.type} ${config.dns.name}`] as const] : []),
        [t('column.from'), place || t('fromHere')],
        [t('column.found'), probe.detail === '' || wrong === probe.detail ? null : probe.detail],
        ...(probe.certificateExpires === null ? [] : [[t('column.certificate'), <Certificate key="certificate" expires={probe.certificateExpires} now={now} t={t} language={language} />] as const]),
        [t('column.last'), probe.lastRun === null ? null : <span key="last" title={exactText(probe.lastRun)}>{whenText(probe.lastRun, now, language, true)}</span>],
        [t('column.duration'), formatDuration(probe.lastDurationMs, language)],
        [t('column.interval'), formatDuration(config.intervalMs, language)],
      ]} />
      <div className="probe-chart"><QueryChart title={t('column.course')} unit="seconds" queries={charts.duration} min={0} stack={charts.stacked} /></div>
      <div className="probe-chart probe-chart-low"><QueryChart title={t('column.success')} unit="ratio" queries={charts.success} min={0} max={1} legend="none" /></div>
      <ProbeTest test={test} />
      <Buttons probe={probe} onRemoved={onRemoved} test={test} explore={charts.selector} />
    </div>
  );
}

function Buttons({ probe, onRemoved, test, explore }: { probe: ProbeState; onRemoved: () => void; test: ReturnType<typeof useProbeTest>; explore: string }) {
  const { t } = useTranslation('probes');
  const actions = useProbeActions();
  const linkTo = useLinkTo();
  const paused = probe.health === 'paused';
  return (
    <div className="side-buttons">
      <Button component={Link} href={linkTo('/explore', { q: explore })} leftSection={<Icon name="explore" size={14} />}>{t('explore')}</Button>
      <Allowed needs="target:write">{may => <Button disabled={!may} loading={test.running} onClick={() => test.run(probe.config)} leftSection={<Icon name="stethoscope" size={14} />}>{t('test.do')}</Button>}</Allowed>
      <Allowed needs="target:write">{may => <Button disabled={!may} onClick={() => void actions.pause([probe], !paused)} leftSection={<Icon name={paused ? 'play' : 'pause'} size={14} />}>{t(paused ? 'resume' : 'pause')}</Button>}</Allowed>
      <span className="grow" />
      <Allowed needs="target:write">{may => <Button variant="subtle" data-danger disabled={!may} onClick={() => { onRemoved(); void actions.remove([probe]); }} leftSection={<Icon name="trash" size={14} />}>{t('remove')}</Button>}</Allowed>
    </div>
  );
}
