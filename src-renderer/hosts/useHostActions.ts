import { notifications } from '@mantine/notifications';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { SshHostConfig, SshHostState } from '../../src-main/shared/model/sshhost.ts';
import { toAppError, useHost } from '../host/hooks.ts';
import { useUndo } from '../ui/undo.tsx';

type Hosts = readonly SshHostState[];

/** What can be done with hosts at once, one after the other. All of it can be taken back for as long as their note stands; the list follows by its own stream. */
export function useHostActions() {
  const { t } = useTranslation('hosts');
  const host = useHost();
  const offerUndo = useUndo();
  return useMemo(() => {
    const each = async (hosts: Hosts, act: (one: SshHostState) => Promise<unknown>): Promise<Hosts> => {
      const done: SshHostState[] = [];
      for (const one of hosts) {
        try {
          await act(one);
          done.push(one);
        } catch (error) {
          notifications.show({ title: t('actionFailed', { name: one.config.name }), message: toAppError(error).message, color: 'red', autoClose: false });
        }
      }
      return done;
    };
    const pauseEach = (hosts: Hosts, paused: boolean) => each(hosts, ({ id }) => host.hosts.pause({ id, paused }));
    const edit = (hosts: Hosts, to: (config: SshHostConfig) => SshHostConfig) => each(hosts, ({ id, config }) => host.hosts.edit({ id, config: to(config) }));
    const names = (hosts: Hosts) => ({ count: hosts.length, name: hosts[0]?.config.name ?? '' });
    return {
      pause: async (hosts: Hosts, paused: boolean) => {
        const done = await pauseEach(hosts.filter(one => one.paused !== paused), paused);
        if (done.length > 0) offerUndo(t(paused ? 'paused' : 'resumed', names(done)), () => pauseEach(done, !paused));
      },
      change: async (hosts: Hosts, to: (config: SshHostConfig) => SshHostConfig) => {
        const done = await edit(hosts, to);
        if (done.length > 0) offerUndo(t('changed', names(done)), () => edit(done, config => config));
      },
      remove: async (hosts: Hosts) => {
        const done = await each(hosts, ({ id }) => host.hosts.remove({ id }));
        if (done.length > 0) offerUndo(t('removed', names(done)), () => each(done, ({ id }) => host.hosts.restore({ id })));
      },
    };
  }, [host, offerUndo, t]);
}
