import { notifications } from '@mantine/notifications';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReceiverState } from '../../src-main/shared/model/receiver.ts';
import { toAppError, useHost } from '../host/hooks.ts';
import { useUndo } from '../ui/undo.tsx';

/** Removes a receiver; it can be taken back for as long as the note stands. */
export function useRemoveReceiver(): (receiver: ReceiverState) => Promise<void> {
  const { t } = useTranslation('receivers');
  const host = useHost();
  const offerUndo = useUndo();
  return useCallback(async ({ id, config: { name } }) => {
    try {
      await host.receivers.remove({ id });
      offerUndo(t('removed', { name }), () => host.receivers.restore({ id }));
    } catch (error) {
      notifications.show({ title: t('removeFailed', { name }), message: toAppError(error).message, color: 'red', autoClose: false });
    }
  }, [host, offerUndo, t]);
}
