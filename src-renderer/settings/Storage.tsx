import { useTranslation } from 'react-i18next';
import { useCall } from '../host/hooks.ts';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Backups } from './Backups.tsx';
import { Retention } from './Retention.tsx';
import { StoreUse } from './StoreUse.tsx';
import { StoreWork } from './StoreWork.tsx';

/** What is kept, how long, and how it lies on the disk. */
export function Storage() {
  const { t } = useTranslation('settings');
  const stats = useCall(['store.stats'], (host, signal) => host.store.stats({}, signal), { refresh: true });
  const settings = useCall(['host.settings'], (host, signal) => host.host.settings({}, signal));
  return (
    <>
      {stats.error && <ErrorNote error={stats.error} what={t('storage.statsFailed')} onRetry={stats.refetch} />}
      {settings.error && <ErrorNote error={settings.error} onRetry={settings.refetch} />}
      <StoreUse stats={stats.data} budgetBytes={settings.data?.budgetBytes} />
      {settings.data && <Retention key={JSON.stringify(settings.data)} settings={settings.data} stats={stats.data} />}
      <Backups />
      <StoreWork />
    </>
  );
}
