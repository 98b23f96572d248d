import { Spotlight, type SpotlightActionGroupData, type createSpotlight } from '@mantine/spotlight';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useCall } from '../host/hooks.ts';
import { useLinkTo, useRange } from '../host/range.ts';
import { allMachines } from '../inventory/machines.ts';
import { Icon, type IconName } from '../ui/icons.tsx';
import { useLanguage } from '../ui/language.ts';
import { rangeName, READY_RANGES } from '../ui/ranges.ts';
import { type State, StateMark } from '../ui/StateMark.tsx';
import { SCREENS } from './screens.ts';
import { useHostHits, useProbeHits } from './searchWatched.tsx';
import { useSwitches } from './useSwitches.ts';

const HEALTH: Readonly<Record<'unknown' | 'up' | 'down' | 'paused' | 'dropped', State>> = { unknown: 'unknown', up: 'ok', down: 'critical', paused: 'stopped', dropped: 'stopped' };
const SHOWN_AT_MOST = 24;

/** Ctrl K: every screen, machine, host, probe, target and action by a few letters of its name. */
export function Search({ store, onHelp }: { store: ReturnType<typeof createSpotlight>[0]; onHelp: () => void }) {
  const { t } = useTranslation('frame');
  const [open, setOpen] = useState(false);
  const machines = useMachines(open);
  const targets = useTargets(open);
  const hosts = useHostHits(open);
  const probes = useProbeHits(open);
  const groups = [useScreens(), useActions(onHelp), machines, hosts, probes, targets];
  // what arrives while something is being typed may stand above what was first: Enter means the first
  const arrived = [machines, hosts, probes, targets].map(({ actions }) => actions.length > 0).join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: only an arrival changes what is first
  useEffect(() => { if (open && store.getState().query !== '') selectFirst(store); }, [arrived]);
  return (
    <Spotlight store={store} actions={groups} shortcut={['mod + K']} tagsToIgnore={[]} triggerOnContentEditable limit={SHOWN_AT_MOST} lockScroll={false} overlayProps={{ backgroundOpacity: 0.45, blur: 0 }} highlightQuery scrollable maxHeight={420} size={620}
      onSpotlightOpen={() => setOpen(true)} onSpotlightClose={() => setOpen(false)} nothingFound={t('search.nothing')} aria-label={t('search.label')}
      searchProps={{ placeholder: t('search.label'), 'aria-label': t('search.label'), leftSection: <Icon name="search" /> }} />
  );
}

/** As after each letter: the library marks the selected one in the document itself. */
function selectFirst(store: ReturnType<typeof createSpotlight>[0]): void {
  const list = document.getElementById(store.getState().listId);
  list?.querySelector('[data-selected]')?.removeAttribute('data-selected');
  list?.querySelector('[data-action]')?.setAttribute('data-selected', 'true');
  store.updateState(state => ({ ...state, selected: 0 }));
}

const glyph = (name: IconName): ReactNode => <Icon name={name} />;

function useScreens(): SpotlightActionGroupData {
  const { t } = useTranslation('frame');
  const [, go] = useLocation();
  const linkTo = useLinkTo();
  return { group: t('search.screens'), actions: SCREENS.map(screen => ({
    id: `screen ${screen.name}`, label: t(`screen.${screen.name}`), keywords: screen.name, leftSection: glyph(screen.icon), onClick: () => go(linkTo(screen.path)),
    rightSection: <span className="row"><kbd>g</kbd><kbd>{screen.key}</kbd></span>,
  })) };
}

function useActions(onHelp: () => void): SpotlightActionGroupData {
  const { t } = useTranslation('frame');
  const { t: words } = useTranslation('ui');
  const [, go] = useLocation();
  const linkTo = useLinkTo();
  const switches = useSwitches();
  const language = useLanguage();
  const range = useRange();
  const action = (id: string, icon: IconName, label: string, onClick: () => void, key?: string) => ({ id, label, keywords: id, onClick, leftSection: glyph(icon), rightSection: key && <kbd>{key}</kbd> });
  return { group: t('search.actions'), actions: [
    action('add cloud account aws', 'cloud', t('action.addAccount'), () => go(linkTo('/accounts', { open: 'new' }))),
    action('add hosts ssh', 'plus', t('action.addHosts'), () => go(linkTo('/hosts', { open: 'new' }))),
    action('import hosts ssh config known_hosts', 'file', t('action.importHosts'), () => go(linkTo('/hosts/import'))),
    action('push command', 'link', t('action.pushCommand'), () => go(linkTo('/hosts', { open: 'push' }))),
    action('add probes', 'plus', t('action.addProbes'), () => go(linkTo('/probes', { open: 'new' }))),
    action('add target', 'plus', t('action.addTarget'), () => go(linkTo('/targets', { open: 'new' }))),
    action('new token', 'key', t('action.newToken'), () => go(linkTo('/settings/tokens', { open: 'new' }))),
    action('refresh', 'refresh', t('action.refresh'), range.refresh, 'r'),
    action('dark theme', 'moon', t('theme.dark'), () => switches.setScheme('dark')),
    action('light theme', 'sun', t('theme.light'), () => switches.setScheme('light')),
    action('system theme auto', 'desktop', t('theme.auto'), () => switches.setScheme('auto')),
    action('english language', 'globe', t('language.en'), () => switches.setLanguage('en')),
    action('chinese language zhongwen', 'globe', t('language.zh'), () => switches.setLanguage('zh')),
    action('storage', 'sources', t('action.storage'), () => go(linkTo('/settings/storage'))),
    action('vault', 'key', t('action.vault'), () => go(linkTo('/settings/vault'))),
    action('diagnostics', 'stethoscope', t('action.diagnostics'), () => go(linkTo('/settings/diagnostics'))),
    action('keys help', 'keyboard', t('action.keys'), onHelp, '?'),
    ...READY_RANGES.map(({ raw }) => action(`range ${raw.from} ${raw.to}`, 'clock', rangeName(raw, words, language, range.to), () => range.setRange(raw))),
  ] };
}

function useMachines(open: boolean): SpotlightActionGroupData {
  const { t } = useTranslation('frame');
  const [, go] = useLocation();
  const linkTo = useLinkTo();
  const { data } = useCall(['machines', 'list'], allMachines, { enabled: open });
  const actions = useMemo(() => (data ?? []).map(machine => ({
    id: `machine ${machine.id}`, label: machine.name, description: machine.job, keywords: [machine.instance, machine.source], leftSection: <StateMark state={machine.state} />, onClick: () => go(linkTo(`/machines/${machine.id}`)),
  })), [data, go, linkTo]);
  return { group: t('search.machines'), actions };
}

function useTargets(open: boolean): SpotlightActionGroupData {
  const { t } = useTranslation('frame');
  const [, go] = useLocation();
  const linkTo = useLinkTo();
  const { data } = useCall(['search.targets'], (host, signal) => host.targets.list({}, signal), { enabled: open });
  const actions = useMemo(() => (data ?? []).filter(({ kind }) => kind === 'scrape').map(target => ({
    id: `target ${target.id}`, label: target.url, description: target.labels['job'] ?? target.config.job, keywords: target.labels['instance'] ?? '', leftSection: <StateMark state={HEALTH[target.health]} />, onClick: () => go(linkTo('/targets', { open: target.id })),
  })), [data, go, linkTo]);
  return { group: t('search.targets'), actions };
}
