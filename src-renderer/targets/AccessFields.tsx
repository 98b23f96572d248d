import { PasswordInput, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type AuthKind, isInClear, keepsSecret, type SecretField } from './access.ts';
import type { Field, Problems, TargetForm } from './form.ts';
import { type HostName, useHostNames } from './useHostNames.ts';

const FIELDS: readonly Field[] = ['username', 'password', 'bearer', 'unixSocket', 'cert', 'clientKey'];
export const hasAccessProblem = (problems: Problems): boolean => FIELDS.some(field => problems[field] !== undefined);
const KINDS: readonly AuthKind[] = ['none', 'basic', 'bearer'];

interface AccessProps {
  readonly form: TargetForm;
  readonly set: (change: Partial<TargetForm>) => void;
  readonly problems: Problems;
  /** the first of the addresses */
  readonly url: string;
}

/** How the target is reached, and how it is told who asks. Secrets are sent to the vault and never come back. */
export function AccessFields({ form, set, problems, url }: AccessProps) {
  const { t } = useTranslation('targets');
  const names = useHostNames();
  const wrong = (field: Field) => { const problem = problems[field]; return problem && t(`problem.${problem}`); };
  const stored = (field: SecretField) => keepsSecret(field, form, url, form.before) ? t('stored') : undefined;
  const secret = (field: SecretField) => ({ value: form[field], error: wrong(field), placeholder: stored(field), autoComplete: 'off', spellCheck: false }) as const;
  return (
    <div className="target-advanced">
      <fieldset>
        <legend>{t('group.way')}</legend>
        <div className="target-pair">
          <Select label={t('field.via')} description={t('hint.via')} value={form.via} allowDeselect={false} searchable={names.length > 8} onChange={id => set({ via: id ?? '', viaName: names.find(host => host.id === id)?.name ?? '' })}
            data={[{ value: '', label: t('fromHere') }, ...viaOptions(names, form.via)]} />
          <TextInput label={t('field.unixSocket')} description={t('hint.unixSocket')} placeholder="/run/exporter.sock" spellCheck={false} value={form.unixSocket} error={wrong('unixSocket')} onChange={event => set({ unixSocket: event.currentTarget.value })} />
        </div>
      </fieldset>
      <fieldset>
        <legend>{t('group.auth')}</legend>
        <SegmentedControl aria-label={t('group.auth')} value={form.auth} onChange={kind => set({ auth: KINDS.find(known => known === kind) ?? 'none' })} data={KINDS.map(value => ({ value, label: t(`auth.${value}`) }))} />
        {form.auth === 'basic' && (
          <div className="target-pair">
            <TextInput label={t('field.username')} autoComplete="off" spellCheck={false} value={form.username} error={wrong('username')} onChange={event => set({ username: event.currentTarget.value })} />
            <PasswordInput {...secret('password')} label={t('field.password')} visibilityToggleButtonProps={{ 'aria-label': t('show') }} onChange={event => set({ password: event.currentTarget.value })} />
          </div>
        )}
        {form.auth === 'bearer' && <PasswordInput {...secret('bearer')} label={t('field.bearer')} visibilityToggleButtonProps={{ 'aria-label': t('show') }} onChange={event => set({ bearer: event.currentTarget.value.trim() })} />}
        {isInClear(form, url) && <p className="cap c-warn">{t('inClear')}</p>}
      </fieldset>
      <fieldset>
        <legend>{t('group.client')}</legend>
        <p className="cap">{t('hint.client')}</p>
        <Textarea label={t('field.cert')} placeholder="-----BEGIN CERTIFICATE-----" autosize minRows={2} maxRows={6} className="mono-field" spellCheck={false} value={form.cert} error={wrong('cert')} onChange={event => set({ cert: event.currentTarget.value })} />
        {form.cert.trim() !== '' && <Textarea {...secret('clientKey')} placeholder={stored('clientKey') ?? '-----BEGIN PRIVATE KEY-----'} label={t('field.clientKey')} description={t('hint.clientKey')} autosize minRows={2} maxRows={6} className="mono-field" onChange={event => set({ clientKey: event.currentTarget.value })} />}
      </fieldset>
    </div>
  );
}

/** A host that is gone is still shown by its id: the target says where it would go. */
const viaOptions = (names: readonly HostName[], via: string) =>
  [...names, ...(via === '' || names.some(({ id }) => id === via) ? [] : [{ id: via, name: via }])].map(({ id, name }) => ({ value: id, label: name }));
