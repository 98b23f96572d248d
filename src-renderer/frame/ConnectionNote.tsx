import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnection } from '../host/hooks.ts';
import { clockText } from '../ui/clock.ts';
import { StateMark } from '../ui/StateMark.tsx';

/** Said while the host is away: since when, that what is shown stays, that it returns by itself. */
export function ConnectionNote() {
  const { t } = useTranslation('frame');
  const { state, retry } = useConnection();
  const away = state === 'lost' || state === 'refused';
  const [since, setSince] = useState(0);
  useEffect(() => { if (away) setSince(Date.now()); }, [away]);
  return (
    <div role="status">
      {away && (
        <div className="connection-note">
          <StateMark state="unknown" silent />
          <span className="grow">{state === 'refused' ? t('connection.refused') : t('connection.lost', { time: clockText(since || Date.now()) })}</span>
          <Button onClick={retry}>{t('connection.retry')}</Button>
        </div>
      )}
    </div>
  );
}
