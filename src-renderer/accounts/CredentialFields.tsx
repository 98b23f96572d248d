import { Autocomplete, SegmentedControl, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ACCOUNT_KINDS, type CredentialField } from '../../src-main/shared/model/accountkinds.ts';
import { SecretField } from '../hosts/SecretField.tsx';
import { secretDraft } from '../hosts/secrets.ts';
import { useCall } from '../host/hooks.ts';
import type { FieldsProps } from './fields.ts';
import { methodOfForm } from './form.ts';

type FieldName = 'profile' | 'accessKeyId' | 'secretAccessKey' | 'sessionToken' | 'roleArn' | 'externalId';
const NAMES: readonly string[] = ['profile', 'accessKeyId', 'secretAccessKey', 'sessionToken', 'roleArn', 'externalId'] satisfies readonly FieldName[];
const METHODS = ['profile', 'keys', 'sso', 'environment'] as const;
const isRole = ({ name }: CredentialField): boolean => name === 'roleArn' || name === 'externalId';

/** How the account is logged into: the way, and what that way asks for. */
export function CredentialFields(props: FieldsProps) {
  const { t } = useTranslation('accounts');
  const { form, set } = props;
  const { data } = useCall(['accounts.known', form.kind], (host, signal) => host.accounts.known({ kind: form.kind }, signal));
  const methods = METHODS.filter(method => ACCOUNT_KINDS[form.kind].methods.some(({ name }) => name === method));
  const profiles = (data?.profiles ?? []).filter(({ sso }) => form.method !== 'sso' || sso).map(({ name }) => name);
  return (
    <fieldset>
      <legend>{t('field.method')}</legend>
      <SegmentedControl fullWidth aria-label={t('field.method')} value={form.method} onChange={method => set({ method })} data={methods.map(value => ({ value, label: t(`method.${value}`) }))} />
      {form.method === 'environment' && <p className={data?.environment === false ? 'c-warn' : 'cap'}>{t(data?.environment === false ? 'hint.environmentNone' : 'hint.environment')}</p>}
      {methodOfForm(form).fields.filter(field => !isRole(field)).map(field => <OneField key={field.name} field={field} profiles={profiles} {...props} />)}
    </fieldset>
  );
}

/** The role that is assumed with these credentials. */
export function RoleFields(props: FieldsProps) {
  return <div className="side-more">{methodOfForm(props.form).fields.filter(isRole).map(field => <OneField key={field.name} field={field} profiles={[]} {...props} />)}</div>;
}

function OneField({ field: { name, secret }, profiles, form, set, problems }: FieldsProps & { field: CredentialField; profiles: readonly string[] }) {
  const { t } = useTranslation('accounts');
  if (!isKnown(name)) throw new Error(`BUG: the field ${name} has no texts`);
  const label = t(`field.${name}`);
  const hint = name === 'profile' ? t(form.method === 'sso' ? 'hint.profileSso' : 'hint.profile') : name === 'sessionToken' || name === 'roleArn' || name === 'externalId' ? t(`hint.${name}`) : undefined;
  const error = problems.missing.has(name) ? t('problem.missing') : undefined;
  if (secret) return <SecretField label={label} draft={form.secrets[name] ?? secretDraft(false)} error={error} {...(hint === undefined ? {} : { hint })} onChange={draft => set({ secrets: { ...form.secrets, [name]: draft } })} />;
  const input = { label, description: hint, error, spellCheck: false, autoComplete: 'off', value: form.fields[name] ?? '' };
  const change = (text: string) => set({ fields: { ...form.fields, [name]: text } });
  return name === 'profile' ? <Autocomplete {...input} data={[...profiles]} placeholder="default" onChange={change} comboboxProps={{ withinPortal: true }} />
    : <TextInput {...input} className="mono-field" placeholder={name === 'accessKeyId' ? 'AKIA…' : ''} onChange={event => change(event.currentTarget.value)} />;
}

const isKnown = (name: string): name is FieldName => NAMES.includes(name);
