import { notifications } from '@mantine/notifications';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProbeState } from '../../src-main/shared/model/probe.ts';
import { toAppError, useHost } from '../host/hooks.ts';
import { useUndo } from '../ui/undo.tsx';

type Probes = readonly ProbeState[];

/** What can be done with probes at once, one after the other; it can be taken back for as long as its note stands. The list follows by its own stream. */
export function useProbeActions() {
  const { t } = useTranslation('probes');
  const host = useHost();
  const offerUndo = useUndo();
  return useMemo(() => {
    const each = async (probes: Probes, act: (one: ProbeState) => Promise<unknown>): Promise<Probes> => {
      const done: ProbeState[] = [];
      for (const one of probes) {
        try {
          await act(one);
          done.push(one);
        } catch (error) {
          notifications.show({ title: t('actionFailed', { name: one.config.target }), message: toAppError(error).message, color: 'red', autoClose: false });
        }
      }
      return done;
    };
    const pauseEach = (probes: Probes, paused: boolean) => each(probes, ({ id }) => host.probes.pause({ id, paused }));
    const names = (probes: Probes) => ({ count: probes.length, name: probes[0]?.config.target ?? '' });
    return {
      pause: async (probes: Probes, paused: boolean) => {
        const done = await pauseEach(probes.filter(({ health }) => (health === 'paused') !== paused), paused);
        if (done.length > 0) offerUndo(t(paused ? 'paused' : 'resumed', names(done)), () => pauseEach(done, !paused));
      },
      remove: async (probes: Probes) => {
        const done = await each(probes, ({ id }) => host.probes.remove({ id }));
        if (done.length > 0) offerUndo(t('removed', names(done)), () => each(done, ({ id }) => host.probes.restore({ id })));
      },
    };
  }, [host, offerUndo, t]);
}
