import { Button, Checkbox, PasswordInput, Progress, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall } from '../host/hooks.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { formatBytes } from '../ui/format.ts';
import { StateMark } from '../ui/StateMark.tsx';
import { shareOf } from './backup.ts';
import type { BackupsUse } from './useBackups.ts';

const LEAST_LENGTH = 8;

/** Where to, with or without the secrets, and how far it has come. */
export function BackupForm({ backups }: { backups: BackupsUse }) {
  const { t } = useTranslation('settings');
  const [folder, setFolder] = useState('');
  const [vault, setVault] = useState(false);
  const [passphrase, setPassphrase] = useState('');
  const status = useCall(['vault.status'], (host, signal) => host.vault.status({}, signal));
  const ownPassphrase = status.data?.kind === 'passphrase';
  const short = vault && !ownPassphrase && passphrase.length < LEAST_LENGTH;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const choice = { vault, ...(folder.trim() === '' ? {} : { folder: folder.trim() }), ...(vault && !ownPassphrase ? { passphrase } : {}) };
    if (await backups.make(choice)) { setFolder(''); setPassphrase(''); setVault(false); }
  };
  const running = backups.state?.running ?? null;
  return (
    <form className="settings-form" onSubmit={event => void submit(event)}>
      <div className="settings-pair">
        <TextInput label={t('backup.folder')} description={t('backup.folderHint')} placeholder={backups.state?.folder ?? ''} value={folder} onChange={event => setFolder(event.currentTarget.value)} spellCheck={false} />
        {vault && !ownPassphrase && <PasswordInput label={t('backup.passphrase')} description={t('backup.passphraseHint')} value={passphrase} onChange={event => setPassphrase(event.currentTarget.value)} autoComplete="off"
          error={passphrase !== '' && short && t('vault.tooShort')} visibilityToggleButtonProps={{ 'aria-label': t('vault.show') }} />}
      </div>
      <Checkbox size="xs" label={t('backup.withVault')} description={t(ownPassphrase ? 'backup.withVaultOwn' : 'backup.withVaultText')} checked={vault} onChange={event => setVault(event.currentTarget.checked)} />
      <div className="row">
        {backups.mine ? <Button onClick={backups.giveUp}>{t('cancel')}</Button> : <Allowed needs="store:admin">{may => <Button type="submit" variant="filled" disabled={!may || short || running !== null}>{t('backup.now')}</Button>}</Allowed>}
      </div>
      <div aria-live="polite">
        {running && <><Progress value={shareOf(running)} size="sm" aria-label={t('work.running')} /><p className="sub">{t('backup.progress', { copied: formatBytes(running.copiedBytes), total: formatBytes(running.totalBytes) })}</p></>}
        {backups.made && <p className="row"><StateMark state="ok" silent />{t('backup.done', { bytes: formatBytes(backups.made.bytes), folder: backups.made.folder })}</p>}
        {backups.failure && <ErrorNote error={backups.failure} what={t('backup.failed')} />}
      </div>
    </form>
  );
}
