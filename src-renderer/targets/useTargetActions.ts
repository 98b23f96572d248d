import { notifications } from '@mantine/notifications';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { TargetState } from '../../src-main/shared/model/target.ts';
import { toAppError, useHost } from '../host/hooks.ts';
import { useUndo } from '../ui/undo.tsx';
import { instanceOf } from './health.ts';

/** What can be done with a target at once. Removing can be taken back for as long as its note stands. The list follows by its own stream. */
export function useTargetActions() {
  const { t } = useTranslation('targets');
  const host = useHost();
  const offerUndo = useUndo();
  return useMemo(() => {
    const tell = (error: unknown) => { notifications.show({ title: t('actionFailed'), message: toAppError(error).message, color: 'red', autoClose: false }); };
    return {
      pause: (target: TargetState, paused: boolean) => host.targets.pause({ id: target.id, paused }).catch(tell),
      remove: async (target: TargetState) => {
        try {
          await host.targets.remove({ id: target.id });
          offerUndo(t('removed', { name: instanceOf(target) }), () => host.targets.restore({ id: target.id }));
        } catch (error) {
          tell(error);
        }
      },
    };
  }, [host, offerUndo, t]);
}
