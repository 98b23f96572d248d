import { Checkbox, SegmentedControl, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SecretField } from '../hosts/SecretField.tsx';
import { type Field, isOwn, type ReceiverForm } from './form.ts';

export interface KindProps {
  readonly form: ReceiverForm;
  readonly set: (change: Partial<ReceiverForm>) => void;
  /** the words of what is wrong with a field */
  readonly wrong: (field: Field) => string | undefined;
}

type TextField = { readonly [K in keyof ReceiverForm]: ReceiverForm[K] extends string ? K : never }[keyof ReceiverForm] & Field;
const RECIPES = ['slack', 'feishu', 'dingtalk', 'wecom', 'teams'] as const;
const SECURITIES = ['starttls', 'tls', 'none'] as const;
const PORTS = { starttls: '587', tls: '465', none: '25' } as const;

export function EmailFields({ form, set, wrong }: KindProps) {
  const { t } = useTranslation('receivers');
  const security = (value: string) => {
    const next = SECURITIES.find(known => known === value) ?? 'starttls';
    set({ security: next, ...(Object.values<string>(PORTS).includes(form.port) ? { port: PORTS[next] } : {}) });
  };
  return (
    <>
      <div className="receiver-host">
        <TextInput label={t('field.host')} placeholder="smtp.example.org" spellCheck={false} value={form.host} error={wrong('host')} onChange={event => set({ host: event.currentTarget.value })} />
        <TextInput label={t('field.port')} inputMode="numeric" value={form.port} error={wrong('port')} onChange={event => set({ port: event.currentTarget.value })} />
      </div>
      <div><span className="mantine-InputWrapper-label" id="receiver-security">{t('field.security')}</span><SegmentedControl fullWidth aria-labelledby="receiver-security" value={form.security} onChange={security} data={SECURITIES.map(value => ({ value, label: t(`security.${value}`) }))} /></div>
      <TextInput label={t('field.from')} placeholder="Stratoscope <desk@example.org>" spellCheck={false} value={form.from} error={wrong('from')} onChange={event => set({ from: event.currentTarget.value })} />
      <TagsInput label={t('field.to')} description={t('hint.to')} placeholder={form.to.length === 0 ? 'ops@example.org' : ''} value={[...form.to]} error={wrong('to')} acceptValueOnBlur splitChars={[',', ';', ' ']} onChange={to => set({ to })} />
      <TextInput label={t('field.username')} description={t('hint.username')} autoComplete="off" spellCheck={false} value={form.username} error={wrong('username')} onChange={event => set({ username: event.currentTarget.value })} />
      {form.username !== '' && <SecretField label={t('field.password')} draft={form.password} onChange={password => set({ password })} />}
    </>
  );
}

export function AlertmanagerFields({ form, set, wrong }: KindProps) {
  const { t } = useTranslation('receivers');
  return (
    <>
      <TextInput label={t('field.address')} description={t('hint.address')} placeholder="http://alertmanager:9093" spellCheck={false} value={form.address} error={wrong('address')} onChange={event => set({ address: event.currentTarget.value })} />
      <Login form={form} set={set} wrong={wrong} />
    </>
  );
}

export function WebhookFields(props: KindProps) {
  const { t } = useTranslation('receivers');
  const { form, set, wrong } = props;
  const recipe = RECIPES.find(type => type === form.type);
  const signed = form.type === 'feishu' || form.type === 'dingtalk';
  return (
    <>
      {recipe && <p className="sub">{t(`recipe.${recipe}`)}</p>}
      <SecretField label={t('field.url')} hint={t('hint.url')} placeholder="https://" draft={form.url} error={wrong('url')} onChange={url => set({ url })} />
      {signed && <SecretField label={t('field.signingKey')} hint={t('hint.signingKey')} draft={form.signingKey} onChange={signingKey => set({ signingKey })} />}
      {form.type === 'custom' && <Body {...props} />}
      {isOwn(form.type) && <>
        <Login {...props} />
        <SecretField label={t('field.hmacKey')} hint={t('hint.hmacKey')} draft={form.signingKey} onChange={signingKey => set({ signingKey })} />
        <Textarea label={t('field.headers')} description={t('hint.headers')} autosize minRows={1} maxRows={6} className="mono-field" spellCheck={false} value={form.headers} error={wrong('headers')} onChange={event => set({ headers: event.currentTarget.value })} />
      </>}
    </>
  );
}

function Body({ form, set, wrong }: KindProps) {
  const { t } = useTranslation('receivers');
  return (
    <>
      <Textarea label={t('field.body')} description={t('hint.body')} autosize minRows={5} maxRows={16} className="mono-field" spellCheck={false} value={form.body} error={wrong('body')} onChange={event => set({ body: event.currentTarget.value })} />
      <div className="form-pair">
        <TextInput label={t('field.contentType')} value={form.contentType} spellCheck={false} error={wrong('contentType')} onChange={event => set({ contentType: event.currentTarget.value })} />
        <div><span className="mantine-InputWrapper-label" id="receiver-method">{t('field.method')}</span><SegmentedControl fullWidth aria-labelledby="receiver-method" value={form.method} onChange={value => set({ method: value === 'PUT' ? 'PUT' : 'POST' })} data={['POST', 'PUT']} /></div>
      </div>
    </>
  );
}

/** A user with a password, or a token. */
function Login({ form, set, wrong }: KindProps) {
  const { t } = useTranslation('receivers');
  return (
    <>
      <TextInput label={t('field.username')} description={t('hint.username')} autoComplete="off" spellCheck={false} value={form.username} error={wrong('username')} onChange={event => set({ username: event.currentTarget.value })} />
      {form.username === '' ? <SecretField label={t('field.bearer')} draft={form.bearer} onChange={bearer => set({ bearer })} /> : <SecretField label={t('field.password')} draft={form.password} onChange={password => set({ password })} />}
    </>
  );
}

export function LimitFields({ form, set, wrong }: KindProps) {
  const { t } = useTranslation('receivers');
  const number = (field: TextField & ('perMinute' | 'digestOver' | 'maxAlerts')) => <TextInput label={t(`field.${field}`)} description={t(`hint.${field}`)} inputMode="numeric" value={form[field]} error={wrong(field)} onChange={event => set({ [field]: event.currentTarget.value })} />;
  return (
    <div className="side-form">
      <div className="form-pair">{number('perMinute')}{number('digestOver')}{number('maxAlerts')}</div>
      {form.type !== 'desktop' && <>
        <Textarea label={t('field.ca')} description={t('hint.ca')} placeholder="-----BEGIN CERTIFICATE-----" autosize minRows={2} maxRows={6} className="mono-field" spellCheck={false} value={form.ca} error={wrong('ca')} onChange={event => set({ ca: event.currentTarget.value })} />
        <Checkbox label={t('field.insecure')} description={t('hint.insecure')} checked={form.insecureSkipVerify} onChange={event => set({ insecureSkipVerify: event.currentTarget.checked })} />
      </>}
    </div>
  );
}
