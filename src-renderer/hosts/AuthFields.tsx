import { Checkbox, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FieldsProps } from './fields.ts';
import { SecretField } from './SecretField.tsx';

/** The ways in, in the order in which they are tried. Secrets go into the vault and don't come back. */
export function AuthFields({ form, set, problems, host }: FieldsProps) {
  const { t } = useTranslation('hosts');
  const { auth, keyFiles, key } = problems.fields;
  return (
    <fieldset className="host-auth">
      <legend>{t('auth.title')}</legend>
      <p className="cap">{t('auth.order')}</p>
      {auth && <p className="c-critical" role="alert">{t('problem.noWayIn')}</p>}
      <Checkbox label={t('auth.agent')} description={t('auth.agentHint')} checked={form.agent} onChange={event => set({ agent: event.currentTarget.checked })} />
      <Textarea label={t('auth.keyFiles')} description={t('auth.keyFilesHint')} placeholder="~/.ssh/id_ed25519" autosize minRows={1} maxRows={5} className="mono-field" spellCheck={false} value={form.keyFiles} error={keyFiles && t('problem.keyFiles')} onChange={event => set({ keyFiles: event.currentTarget.value })} />
      <div className="host-secrets">
        <SecretField label={t('auth.key')} hint={t('auth.keyHint')} placeholder="-----BEGIN OPENSSH PRIVATE KEY-----" rows draft={form.key} error={key && t('problem.notPrivate')} onChange={draft => set({ key: draft })} />
        <SecretField label={t('auth.passphrase')} hint={t(host ? 'auth.passphraseStays' : 'auth.passphraseHint')} draft={form.passphrase} onChange={draft => set({ passphrase: draft })} />
        <SecretField label={t('auth.password')} draft={form.password} onChange={draft => set({ password: draft })} />
        <SecretField label={t('auth.answers')} hint={t('auth.answersHint')} rows draft={form.answers} onChange={draft => set({ answers: draft })} />
      </div>
    </fieldset>
  );
}
