import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppError } from '../../src-main/shared/model/errors.ts';
import { Icon } from './icons.tsx';
import { StateMark } from './StateMark.tsx';

/** What failed, why, and what to do about it, in place. The query or form that caused it stays as it was. */
export function ErrorNote({ error, what, onRetry, children }: { error: AppError; what?: ReactNode; onRetry?: (() => void) | undefined; children?: ReactNode }) {
  const { t } = useTranslation('ui');
  return (
    <div className="error-note" role="alert">
      <StateMark state="critical" silent />
      <div className="grow">
        <b>{what ?? t(`error.${error.code}`)}</b>
        <p className="sub error-text">{error.message}</p>
        {children}
      </div>
      {onRetry && <Button onClick={onRetry} leftSection={<Icon name="refresh" size={14} />}>{t('retry')}</Button>}
    </div>
  );
}
