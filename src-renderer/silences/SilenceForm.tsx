import { Button, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { matchersText } from '../../src-main/shared/model/matcher.ts';
import type { SilenceInput, SilenceState } from '../../src-main/shared/model/silence.ts';
import { useAction } from '../host/hooks.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon } from '../ui/icons.tsx';
import { type Field, inputOf, matchersOf, type SilenceForm as Form } from './form.ts';
import { SilencePreview } from './SilencePreview.tsx';

const EXAMPLE = 'severity="warning", instance=~"web-.*"';
const QUICK = ['30m', '2h', '8h', '1d', '1w'] as const;

interface FormProps {
  /** absent for a new one */
  readonly silence?: SilenceState;
  readonly first: Form;
  readonly onDone: () => void;
  readonly onExpire?: () => void;
}

/** What is muted, until when and why, with the alerts that it would meet just now. */
export function SilenceForm({ silence, first, onDone, onExpire }: FormProps) {
  const { t } = useTranslation('silences');
  const [form, setForm] = useState(first);
  const [tried, setTried] = useState(false);
  const start = useRef<HTMLTextAreaElement>(null);
  const why = useRef<HTMLTextAreaElement>(null);
  useEffect(() => { (first.matchers === '' ? start : why).current?.focus({ preventScroll: true }); }, [first]);
  const saving = useAction((host, input: SilenceInput) => silence ? host.silences.edit({ id: silence.id, silence: input }) : host.silences.create({ silence: input }));
  const shown = tried ? inputOf(form, Date.now()).problems : {};
  const set = (field: Field) => (event: { currentTarget: { value: string } }) => setForm({ ...form, [field]: event.currentTarget.value });
  const wrong = (field: Field) => shown[field] && t(`problem.${field}`);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const { silence: input } = inputOf(form, Date.now());
    if (input) saving.run(input).then(onDone, () => undefined);
  };
  const matchers = matchersOf(form.matchers);
  const replaces = silence?.state === 'active' && matchers !== null && matchersText(matchers) !== matchersText(silence.matchers);
  return (
    <form className="side-form" onSubmit={submit} noValidate>
      <Textarea ref={start} label={t('field.matchers')} description={replaces ? t('changed') : undefined} placeholder={EXAMPLE} autosize minRows={2} maxRows={8} className="mono-field" spellCheck={false} value={form.matchers} error={wrong('matchers')} onChange={set('matchers')} />
      <SilencePreview matchers={form.matchers} />
      <div className="form-pair">
        <TextInput label={t('field.until')} description={t('hint.until')} value={form.until} error={wrong('until')} spellCheck={false} onChange={set('until')} />
        <TextInput label={t('field.from')} description={t('hint.from')} value={form.from} disabled={silence?.state === 'active'} error={wrong('from')} spellCheck={false} onChange={set('from')} />
      </div>
      <div className="silence-quick">{QUICK.map(length => <Button key={length} size="compact-xs" variant={form.until === length ? 'light' : 'default'} onClick={() => setForm({ ...form, until: length })}>{t(`quick.${length}`)}</Button>)}</div>
      <Textarea ref={why} label={t('field.comment')} placeholder={t('hint.comment')} autosize minRows={2} maxRows={6} value={form.comment} error={wrong('comment')} onChange={set('comment')} />
      {saving.error && <ErrorNote error={saving.error} what={t('saveFailed')} />}
      <div className="side-buttons">
        <Allowed needs="alert:write">{may => <Button type="submit" variant="filled" disabled={!may} loading={saving.running} leftSection={<Icon name="mute" size={14} />}>{t(silence ? 'save' : 'create')}</Button>}</Allowed>
        <span className="grow" />
        {onExpire && <Allowed needs="alert:write">{may => <Button variant="subtle" data-danger disabled={!may} onClick={onExpire} leftSection={<Icon name="x" size={14} />}>{t('expire')}</Button>}</Allowed>}
      </div>
    </form>
  );
}
