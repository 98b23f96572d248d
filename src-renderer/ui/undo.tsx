import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { toAppError } from '../host/hooks.ts';
import { Icon } from './icons.tsx';

const UNDO_MS = 8_000;

/** Tells what was done, with a button that takes it back while the note stands (8 s). */
export function useUndo(): (message: string, undo: () => Promise<unknown>) => void {
  const { t } = useTranslation('ui');
  return useCallback((message, undo) => {
    const takeBack = async () => {
      notifications.hide(id);
      try {
        await undo();
      } catch (error) {
        notifications.show({ message: `${message} ${toAppError(error).message}`, color: 'red', autoClose: false });
      }
    };
    const id = notifications.show({
      autoClose: UNDO_MS, withAutoCloseProgress: true, closeButtonProps: { 'aria-label': t('close') },
      message: <span className="row"><span className="grow">{message}</span><Button onClick={() => void takeBack()} leftSection={<Icon name="undo" size={14} />}>{t('undo')}</Button></span>,
    });
  }, [t]);
}
