import { useTranslation } from 'react-i18next';
import type { SshHostState } from '../../src-main/shared/model/sshhost.ts';
import { useCall } from '../host/hooks.ts';
import { CopyField } from '../ui/CopyField.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';

/** To the letter what is run on the machine, and nothing else is. */
export function HostCommands({ host }: { host: SshHostState }) {
  const { t } = useTranslation('hosts');
  const { config } = host;
  const { data, error, refetch } = useCall(['hosts.commands', host.id, config], (client, signal) => client.hosts.commands({ config }, signal));
  return (
    <div className="side-form">
      <p className="sub">{t('runs.text')}</p>
      {error && <ErrorNote error={error} onRetry={refetch} />}
      {data?.map(({ name, text }) => <section key={name} className="side-part"><h3>{name}</h3><CopyField text={text} rows /></section>)}
    </div>
  );
}
