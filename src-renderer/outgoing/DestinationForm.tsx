import { Button, Checkbox, PasswordInput, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DestinationSecrets } from '../../src-main/shared/contract/sending.ts';
import type { DestinationConfig, DestinationId, DestinationState, DestinationTrial } from '../../src-main/shared/model/destination.ts';
import { useAction } from '../host/hooks.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { formatDuration } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import { useLanguage } from '../ui/language.ts';
import { StateMark } from '../ui/StateMark.tsx';
import { configOf, type DestinationDraft, type DestinationField, draftOf, NEW_DESTINATION, secretsOf } from './destinationform.ts';

interface Given { readonly config: DestinationConfig; readonly secrets: DestinationSecrets; readonly id: DestinationId | undefined }

/** A new destination, or one that is changed; it can be tried before it is kept. */
export function DestinationForm({ destination, onDone }: { destination?: DestinationState; onDone: () => void }) {
  const { t } = useTranslation('outgoing');
  const [draft, setDraft] = useState(destination ? draftOf(destination.config) : NEW_DESTINATION);
  const [wrong, setWrong] = useState<readonly DestinationField[]>([]);
  const save = useAction((host, { id, ...given }: Given) => id === undefined ? host.sending.add(given) : host.sending.edit({ id, ...given }));
  const [trial, setTrial] = useState<DestinationTrial | null>(null);
  const test = useAction((host, { id, ...given }: Given) => host.sending.test({ ...given, ...(id === undefined ? {} : { id }) }));
  const set = (change: Partial<DestinationDraft>) => {
    setDraft(before => ({ ...before, ...change }));
    setWrong([]);
  };
  const attempt = (act: (given: Given) => void) => {
    const found = configOf(draft, destination?.config, Date.now());
    setWrong(found.wrong);
    if (found.config !== null) act({ config: found.config, secrets: secretsOf(draft), id: destination?.id });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    attempt(given => { save.run(given).then(onDone, () => undefined); });
  };
  const fields: FieldsProps = { draft, set, problem: field => wrong.includes(field) ? t(`send.problem.${field}`) : undefined };
  return (
    <form className="outgoing-form" onSubmit={submit} noValidate>
      <Where {...fields} />
      <What {...fields} isNew={destination === undefined} />
      {save.error && <ErrorNote error={save.error} what={t('failed')} />}
      {test.error && <ErrorNote error={test.error} what={t('send.trial.impossible')} />}
      {trial && !test.error && <Trial trial={trial} />}
      <div className="row">
        <Allowed needs="sending:write">{may => <Button type="submit" variant="filled" disabled={!may} loading={save.running}>{t(destination ? 'send.save' : 'send.add')}</Button>}</Allowed>
        <Allowed needs="sending:write">{may => <Button disabled={!may} loading={test.running} onClick={() => attempt(given => { test.run(given).then(setTrial, () => undefined); })} leftSection={<Icon name="stethoscope" size={14} />}>{t('send.test')}</Button>}</Allowed>
      </div>
    </form>
  );
}

interface FieldsProps { readonly draft: DestinationDraft; readonly set: (change: Partial<DestinationDraft>) => void; readonly problem: (field: DestinationField) => string | undefined }

const AUTHS = ['none', 'basic', 'bearer'] as const;
const PROTOCOLS = [['auto', 'auto'], ['2.0', 'v2'], ['1.0', 'v1']] as const;

function Where({ draft, set, problem }: FieldsProps) {
  const { t } = useTranslation('outgoing');
  return (
    <div className="outgoing-fields">
      <TextInput label={t('send.field.name')} value={draft.name} error={problem('name')} onChange={event => set({ name: event.currentTarget.value })} />
      <TextInput className="mono-input wide" label={t('send.field.url')} placeholder="https://victoria.example/api/v1/write" spellCheck={false} value={draft.url} error={problem('url')} onChange={event => set({ url: event.currentTarget.value })} />
      <div>
        <span className="mantine-InputWrapper-label" id="destination-auth">{t('send.field.auth')}</span>
        <SegmentedControl fullWidth aria-labelledby="destination-auth" value={draft.auth} onChange={value => set({ auth: AUTHS.find(auth => auth === value) ?? 'none' })} data={AUTHS.map(auth => ({ value: auth, label: t(`send.auth.${auth}`) }))} />
      </div>
      <div>
        <span className="mantine-InputWrapper-label" id="destination-protocol">{t('send.field.protocol')}</span>
        <SegmentedControl fullWidth aria-labelledby="destination-protocol" value={draft.protocol} onChange={value => set({ protocol: PROTOCOLS.find(([protocol]) => protocol === value)?.[0] ?? 'auto' })} data={PROTOCOLS.map(([value, name]) => ({ value, label: t(`send.protocol.${name}`) }))} />
      </div>
      {draft.auth === 'basic' && <TextInput label={t('send.field.username')} autoComplete="off" value={draft.username} error={problem('username')} onChange={event => set({ username: event.currentTarget.value })} />}
      {draft.auth === 'basic' && <PasswordInput label={t('send.field.password')} description={t('send.hint.secret')} autoComplete="new-password" value={draft.password} onChange={event => set({ password: event.currentTarget.value })} />}
      {draft.auth === 'bearer' && <PasswordInput label={t('send.field.bearer')} description={t('send.hint.secret')} autoComplete="new-password" value={draft.bearer} onChange={event => set({ bearer: event.currentTarget.value })} />}
    </div>
  );
}

function What({ draft, set, problem, isNew }: FieldsProps & { readonly isNew: boolean }) {
  const { t } = useTranslation('outgoing');
  const lines = (name: 'selectors' | 'externalLabels' | 'headers') => (
    <Textarea className="mono-field" label={t(`send.field.${name}`)} description={t(`send.hint.${name}`)} autosize minRows={1} maxRows={6} spellCheck={false} value={draft[name]} error={problem(name)} onChange={event => set({ [name]: event.currentTarget.value })} />
  );
  return (
    <div className="outgoing-fields">
      {lines('selectors')}
      {lines('externalLabels')}
      {lines('headers')}
      {isNew && <TextInput label={t('send.field.since')} description={t('send.hint.since')} spellCheck={false} value={draft.since} error={problem('since')} onChange={event => set({ since: event.currentTarget.value })} />}
      <TextInput label={t('send.field.resend')} description={t('send.hint.resend')} spellCheck={false} value={draft.resend} error={problem('resend')} onChange={event => set({ resend: event.currentTarget.value })} />
      {draft.url.trim().startsWith('https:') && <Textarea className="mono-field" label={t('send.field.ca')} description={t('send.hint.ca')} autosize minRows={1} maxRows={6} spellCheck={false} value={draft.ca} onChange={event => set({ ca: event.currentTarget.value })} />}
      {draft.url.trim().startsWith('https:') && <Checkbox label={t('send.field.insecure')} checked={draft.insecure} onChange={event => set({ insecure: event.currentTarget.checked })} />}
    </div>
  );
}

/** The other side's own words, for each version that was tried. */
function Trial({ trial }: { trial: DestinationTrial }) {
  const { t } = useTranslation('outgoing');
  const language = useLanguage();
  return (
    <section className="outgoing-trial" aria-live="polite">
      <span className="row"><StateMark state={trial.ok ? 'ok' : 'critical'} silent /><b>{t(trial.ok ? 'send.trial.passed' : 'send.trial.failed')}</b></span>
      {trial.attempts.map(({ version, status, text, outcome, ms }) => (
        <div key={version}>
          <p className="row"><span>{t(`send.trial.said.${outcome}`, { version })}</span>{status !== null && <span className="chip num">{status}</span>}<span className="num dim">{formatDuration(ms, language)}</span></p>
          {text !== '' && <pre>{text}</pre>}
        </div>
      ))}
    </section>
  );
}
