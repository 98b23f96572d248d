import { Button, Checkbox, Collapse, SegmentedControl, Select, TextInput, UnstyledButton } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReceiverSecrets } from '../../src-main/shared/contract/receivers.ts';
import type { ReceiverConfig, ReceiverState } from '../../src-main/shared/model/receiver.ts';
import { useAction } from '../host/hooks.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon } from '../ui/icons.tsx';
import { BrowserPermission } from './BrowserPermission.tsx';
import { configOf, type Field, isWebhook, type ReceiverForm as Form, TYPES } from './form.ts';
import { AlertmanagerFields, EmailFields, type KindProps, LimitFields, WebhookFields } from './KindFields.tsx';
import { ReceiverTest } from './ReceiverTest.tsx';

interface FormProps { readonly receiver: ReceiverState | undefined; readonly first: Form; readonly onDone: () => void }
interface Sent { readonly config: ReceiverConfig; readonly secrets: ReceiverSecrets }

/** Adds or changes a receiver. A test goes out at once, with what stands in the form. */
export function ReceiverForm({ receiver, first, onDone }: FormProps) {
  const { t } = useTranslation('receivers');
  const [form, setForm] = useState(first);
  const [tried, setTried] = useState(false);
  const [more, setMore] = useState(false);
  const saving = useAction((host, sent: Sent) => receiver ? host.receivers.edit({ id: receiver.id, ...sent }) : host.receivers.add(sent));
  const test = useAction((host, sent: Sent) => host.receivers.test({ ...sent, ...(receiver ? { id: receiver.id } : {}) }));
  const [answer, setAnswer] = useState<Awaited<ReturnType<typeof test.run>> | null>(null);
  const { config, secrets, problems } = configOf(form);
  const shown = tried ? problems : {};
  const attempt = (act: (sent: Sent) => void) => { setTried(true); setAnswer(null); if (config) act({ config, secrets }); };
  const submit = (event: FormEvent) => { event.preventDefault(); attempt(sent => void saving.run(sent).then(onDone, () => undefined)); };
  const props: KindProps = { form, set: change => setForm(now => ({ ...now, ...change })), wrong: (field: Field) => shown[field] && t(`problem.${field}`) };
  const types = TYPES.filter(type => receiver ? type === form.type : type !== 'desktop');
  return (
    <form className="side-form" onSubmit={submit} noValidate>
      {!receiver && <Select label={t('field.type')} value={form.type} allowDeselect={false} maxDropdownHeight={320} data={types.map(type => ({ value: type, label: t(`type.${type}`) }))} onChange={value => props.set({ type: types.find(type => type === value) ?? 'email' })} />}
      <TextInput label={t('field.name')} description={t('hint.name')} value={form.name} error={props.wrong('name')} onChange={event => props.set({ name: event.currentTarget.value })} />
      {form.type === 'desktop' && <><p className="sub">{t('hint.desktop')}</p><BrowserPermission /></>}
      {form.type === 'email' && <EmailFields {...props} />}
      {form.type === 'alertmanager' && <AlertmanagerFields {...props} />}
      {isWebhook(form.type) && <WebhookFields {...props} />}
      <Words {...props} />
      <UnstyledButton className="receiver-more" aria-expanded={more} onClick={() => setMore(!more)}><Icon name={more ? 'down' : 'right'} size={14} />{t('more')}</UnstyledButton>
      <Collapse expanded={more}><LimitFields {...props} /></Collapse>
      {saving.error && <ErrorNote error={saving.error} what={t('saveFailed')} />}
      <ReceiverTest error={test.error} answer={answer} />
      <div className="side-buttons">
        <Allowed needs="receiver:write">{may => <Button type="submit" variant="filled" disabled={!may} loading={saving.running}>{t(receiver ? 'save' : 'addDo')}</Button>}</Allowed>
        <Allowed needs="receiver:write">{may => <Button disabled={!may} loading={test.running} onClick={() => attempt(sent => void test.run(sent).then(setAnswer, () => undefined))} leftSection={<Icon name="bell" size={14} />}>{t('test.do')}</Button>}</Allowed>
      </div>
    </form>
  );
}

/** How it is said: in which language, and whether the end is told. */
function Words({ form, set }: KindProps) {
  const { t } = useTranslation('receivers');
  const written = form.type !== 'webhook' && form.type !== 'custom' && form.type !== 'alertmanager';
  return (
    <>
      {written && <div><span className="mantine-InputWrapper-label" id="receiver-language">{t('field.language')}</span><SegmentedControl fullWidth aria-labelledby="receiver-language" value={form.language} onChange={value => set({ language: value === 'zh' ? 'zh' : 'en' })} data={[{ value: 'en', label: 'English' }, { value: 'zh', label: '中文' }]} /></div>}
      <Checkbox label={t('field.sendResolved')} checked={form.sendResolved} onChange={event => set({ sendResolved: event.currentTarget.checked })} />
    </>
  );
}
