import { ActionBar } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** What can be done with the ticked rows of a list, at the foot of the page while there are some. Esc unticks. */
export function TickBar({ count, onClear, children }: { count: number; onClear: () => void; children: ReactNode }) {
  const { t } = useTranslation('ui');
  return (
    <ActionBar opened={count > 0} onClose={onClear} closeOnEscape aria-label={t('table.ticked', { count })} position={{ bottom: 'calc(var(--statusbar) + 14px)', left: 0, right: 0 }} className="tick-bar">
      <b className="nowrap" role="status">{t('table.ticked', { count })}</b>
      <ActionBar.Divider />
      {children}
      <ActionBar.Divider />
      <ActionBar.CloseButton aria-label={t('table.untick')} />
    </ActionBar>
  );
}
