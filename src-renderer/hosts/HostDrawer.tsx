import { Drawer, SegmentedControl, Tabs } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { SshHostState } from '../../src-main/shared/model/sshhost.ts';
import { useParameter } from '../ui/parameter.ts';
import { StateMark } from '../ui/StateMark.tsx';
import { formOf, NEW_HOST } from './form.ts';
import { groupsOf, markOf } from './health.ts';
import { HostCommands } from './HostCommands.tsx';
import { HostFacts } from './HostFacts.tsx';
import { HostForm } from './HostForm.tsx';
import { PasteForm } from './PasteForm.tsx';
import { PushCommand } from './PushCommand.tsx';

const PARTS = ['state', 'settings', 'runs'] as const;

interface HostDrawerProps { readonly hosts: readonly SshHostState[]; readonly openId: string | null; readonly setOpenId: (id: string | null) => void }

/** What stands beside the list: one host, the forms that add some, or the command for those that can't be reached. The list stays in use. */
export function HostDrawer({ hosts, openId, setOpenId }: HostDrawerProps) {
  const { t } = useTranslation('hosts');
  const host = hosts.find(({ id }) => id === openId);
  const groups = useMemo(() => groupsOf(hosts), [hosts]);
  const close = () => setOpenId(null);
  const adding = openId === 'new' || openId === 'paste';
  return (
    <Drawer opened={adding || openId === 'push' || host !== undefined} onClose={close} position="right" size={480} withOverlay={false} closeOnClickOutside={false} trapFocus={false} lockScroll={false} className="beside-list"
      title={host ? <span className="row"><StateMark state={markOf(host)} />{host.config.name}</span> : t(openId === 'push' ? 'push.title' : 'addTitle')} closeButtonProps={{ 'aria-label': t('close') }}>
      {adding && <SegmentedControl fullWidth className="host-how" aria-label={t('addTitle')} value={openId} onChange={setOpenId} data={[{ value: 'new', label: t('how.one') }, { value: 'paste', label: t('how.paste') }]} />}
      {openId === 'new' && <HostForm first={NEW_HOST} groups={groups} onDone={close} />}
      {openId === 'paste' && <PasteForm hosts={hosts} groups={groups} onDone={close} />}
      {openId === 'push' && <PushCommand />}
      {host && <Parts key={host.id} host={host} groups={groups} onClose={close} />}
    </Drawer>
  );
}

function Parts({ host, groups, onClose }: { host: SshHostState; groups: readonly string[]; onClose: () => void }) {
  const { t } = useTranslation('hosts');
  const [wanted, setPart] = useParameter('part');
  const part = PARTS.find(known => known === wanted) ?? 'state';
  return (
    <Tabs value={part} onChange={setPart} keepMounted={false} className="side-tabs">
      <Tabs.List>{PARTS.map(name => <Tabs.Tab key={name} value={name}>{t(`part.${name}`)}</Tabs.Tab>)}</Tabs.List>
      <Tabs.Panel value="state"><HostFacts host={host} onRemoved={onClose} /></Tabs.Panel>
      <Tabs.Panel value="settings"><HostForm host={host} first={formOf(host.config)} groups={groups} onDone={() => setPart(null)} /></Tabs.Panel>
      <Tabs.Panel value="runs"><HostCommands host={host} /></Tabs.Panel>
    </Tabs>
  );
}
