import { Button, PasswordInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Allowed } from '../ui/Allowed.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { StateMark } from '../ui/StateMark.tsx';
import type { VaultUse } from './useVault.ts';

const LEAST_LENGTH = 8;

/** Opens a locked vault. What was typed leaves the page's memory when it fitted. */
export function Unlock({ vault }: { vault: VaultUse }) {
  const { t } = useTranslation('settings');
  const [passphrase, setPassphrase] = useState('');
  const wrong = vault.failure?.act === 'unlock' ? vault.failure.error : null;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await vault.run('unlock', host => host.vault.unlock({ passphrase }))) setPassphrase('');
  };
  return (
    <form className="settings-line settings-passphrase" onSubmit={event => void submit(event)}>
      <PasswordInput label={t('vault.passphrase')} value={passphrase} onChange={event => setPassphrase(event.currentTarget.value)} autoComplete="off" data-autofocus autoFocus
        error={wrong?.code === 'invalid-input' ? t('vault.wrong') : undefined} visibilityToggleButtonProps={{ 'aria-label': t('vault.show') }} />
      <Allowed needs="host:write">{may => <Button type="submit" variant="filled" disabled={!may || passphrase.length < LEAST_LENGTH} loading={vault.running === 'unlock'}>{t('vault.unlock')}</Button>}</Allowed>
      {wrong && wrong.code !== 'invalid-input' && <ErrorNote error={wrong} what={t('vault.failed')} />}
    </form>
  );
}

/** Puts the vault under a passphrase, or under another one; typed twice, because nobody can tell it again. */
export function NewPassphrase({ replaces, vault }: { replaces: boolean; vault: VaultUse }) {
  const { t } = useTranslation('settings');
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [done, setDone] = useState(false);
  const short = passphrase !== '' && passphrase.length < LEAST_LENGTH;
  const unlike = again !== '' && again !== passphrase;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const set = await vault.run('protect', host => host.vault.protect({ passphrase }));
    setDone(set);
    if (set) { setPassphrase(''); setAgain(''); }
  };
  const shared = { autoComplete: 'off', visibilityToggleButtonProps: { 'aria-label': t('vault.show') } } as const;
  return (
    <section className="settings-work">
      <div><b className="strong">{t(replaces ? 'vault.replace' : 'vault.protect')}</b><p className="sub">{t(replaces ? 'vault.replaceText' : 'vault.protectText')}</p></div>
      <form className="settings-line settings-passphrase" onSubmit={event => void submit(event)}>
        <PasswordInput {...shared} label={t('vault.passphrase')} value={passphrase} error={short && t('vault.tooShort')} onChange={event => { setPassphrase(event.currentTarget.value); setDone(false); }} />
        <PasswordInput {...shared} label={t('vault.again')} value={again} error={unlike && t('vault.unlike')} onChange={event => setAgain(event.currentTarget.value)} />
        <Allowed needs="access:write">{may => <Button type="submit" disabled={!may || passphrase.length < LEAST_LENGTH || again !== passphrase || vault.running !== null} loading={vault.running === 'protect'}>{t(replaces ? 'vault.replaceNow' : 'vault.protectNow')}</Button>}</Allowed>
      </form>
      <div aria-live="polite">
        {done && <p className="row"><StateMark state="ok" silent />{t('vault.protected')}</p>}
        {vault.failure?.act === 'protect' && <ErrorNote error={vault.failure.error} what={t('vault.failed')} />}
      </div>
    </section>
  );
}
