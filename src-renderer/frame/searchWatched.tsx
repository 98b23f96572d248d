import type { SpotlightActionData, SpotlightActionGroupData } from '@mantine/spotlight';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { markOf as markOfHost } from '../hosts/health.ts';
import { destinationText } from '../hosts/destination.ts';
import { useHostActions } from '../hosts/useHostActions.ts';
import { useCall } from '../host/hooks.ts';
import { useLinkTo } from '../host/range.ts';
import { markOf as markOfProbe } from '../probes/health.ts';
import { useProbeActions } from '../probes/useProbeActions.ts';
import { Icon, type IconName } from '../ui/icons.tsx';
import { type State, StateMark } from '../ui/StateMark.tsx';

/** What is offered for each thing that is found: itself first, then what can be done with it. */
interface Found { readonly id: string; readonly name: string; readonly detail: string; readonly mark: State; readonly paused: boolean }
interface Doing { readonly open: (id: string) => void; readonly test: (id: string) => void; readonly pause: (id: string, paused: boolean) => void }

const glyph = (name: IconName): ReactNode => <Icon name={name} />;

function hitsOf(kind: string, found: readonly Found[], doing: Doing, words: (key: 'test' | 'pause' | 'resume', name: string) => string): SpotlightActionData[] {
  const things = found.map(({ id, name, detail, mark }): SpotlightActionData => ({ id: `${kind} ${id}`, label: name, description: detail, keywords: kind, leftSection: <StateMark state={mark} />, onClick: () => doing.open(id) }));
  const deeds = found.flatMap(({ id, name, paused }): SpotlightActionData[] => [
    { id: `${kind} ${id} test`, label: words('test', name), keywords: `test ${kind}`, leftSection: glyph('stethoscope'), onClick: () => doing.test(id) },
    { id: `${kind} ${id} pause`, label: words(paused ? 'resume' : 'pause', name), keywords: `${paused ? 'resume' : 'pause'} ${kind}`, leftSection: glyph(paused ? 'play' : 'pause'), onClick: () => doing.pause(id, !paused) },
  ]);
  return [...things, ...deeds];
}

/** Hosts by name, address, group and tag, each with what can be done with it. */
export function useHostHits(open: boolean): SpotlightActionGroupData {
  const { t } = useTranslation('frame');
  const [, go] = useLocation();
  const linkTo = useLinkTo();
  const { pause } = useHostActions();
  const { data } = useCall(['hosts.list'], (host, signal) => host.hosts.list({}, signal), { enabled: open });
  const actions = useMemo(() => {
    const hosts = data ?? [];
    const found = hosts.map((host): Found => ({ id: host.id, name: host.config.name, detail: [destinationText(host.config.user, host.config.address, host.config.port), host.config.group].filter(Boolean).join(' · '), mark: markOfHost(host), paused: host.paused }));
    return hitsOf('host', found, {
      open: id => go(linkTo('/hosts', { open: id })), test: id => go(linkTo('/hosts', { open: id, run: 'test' })), pause: (id, paused) => void pause(hosts.filter(host => host.id === id), paused),
    }, (key, name) => t(`deed.${key}`, { name }));
  }, [data, go, linkTo, pause, t]);
  return { group: t('search.hosts'), actions };
}

/** Probes by their target, each with what can be done with it. */
export function useProbeHits(open: boolean): SpotlightActionGroupData {
  const { t } = useTranslation('frame');
  const { t: words } = useTranslation('probes');
  const [, go] = useLocation();
  const linkTo = useLinkTo();
  const { pause } = useProbeActions();
  const { data } = useCall(['probes.list'], (host, signal) => host.probes.list({}, signal), { enabled: open });
  const actions = useMemo(() => {
    const probes = data ?? [];
    const found = probes.map((probe): Found => ({ id: probe.id, name: probe.config.target, detail: words(`kind.${probe.config.kind}`), mark: markOfProbe(probe, Date.now()), paused: probe.health === 'paused' }));
    return hitsOf('probe', found, {
      open: id => go(linkTo('/probes', { open: id })), test: id => go(linkTo('/probes', { open: id, run: 'test' })), pause: (id, paused) => void pause(probes.filter(probe => probe.id === id), paused),
    }, (key, name) => t(`deed.${key}`, { name }));
  }, [data, go, linkTo, pause, t, words]);
  return { group: t('search.probes'), actions };
}
