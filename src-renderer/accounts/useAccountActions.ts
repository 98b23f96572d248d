import { notifications } from '@mantine/notifications';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountState } from '../../src-main/shared/model/cloud.ts';
import { toAppError, useHost } from '../host/hooks.ts';
import { useUndo } from '../ui/undo.tsx';

/** What can be done with an account at once. Pausing and removing can be taken back for as long as their note stands; the list follows by its own stream. */
export function useAccountActions() {
  const { t } = useTranslation('accounts');
  const host = useHost();
  const offerUndo = useUndo();
  return useMemo(() => {
    const attempt = async ({ config }: AccountState, act: () => Promise<unknown>): Promise<boolean> => {
      try {
        await act();
        return true;
      } catch (error) {
        notifications.show({ title: t('actionFailed', { name: config.name }), message: toAppError(error).message, color: 'red', autoClose: false });
        return false;
      }
    };
    return {
      pause: async (account: AccountState, paused: boolean) => {
        const { id, config: { name } } = account;
        if (await attempt(account, () => host.accounts.pause({ id, paused }))) offerUndo(t(paused ? 'paused' : 'resumed', { name }), () => attempt(account, () => host.accounts.pause({ id, paused: !paused })));
      },
      remove: async (account: AccountState) => {
        const { id, config: { name } } = account;
        if (await attempt(account, () => host.accounts.remove({ id }))) offerUndo(t('removed', { name }), () => attempt(account, () => host.accounts.restore({ id })));
      },
      refresh: (account: AccountState) => attempt(account, () => host.accounts.refresh({ id: account.id })),
    };
  }, [host, offerUndo, t]);
}
