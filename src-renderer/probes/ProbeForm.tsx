import { Button, Collapse, SegmentedControl, Select, TagsInput, Textarea, TextInput, UnstyledButton } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProbeConfig, ProbeState } from '../../src-main/shared/model/probe.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon } from '../ui/icons.tsx';
import { configsOf, type Field, type Kind, type ProbeForm as Form, targetsOf } from './form.ts';
import { DnsFields, HttpFields, type KindProps, TlsFields } from './KindFields.tsx';
import { usePlaces } from './places.ts';
import { ProbeTest, useProbeTest } from './ProbeTest.tsx';
import { useSaving } from './useSaving.ts';

const KINDS: readonly Kind[] = ['http', 'tcp', 'icmp', 'dns'];
const EXAMPLE: Readonly<Record<Kind, string>> = { http: 'https://shop.example.org/health', tcp: 'db.example.org:5432', icmp: '10.0.0.1', dns: '10.0.0.2' };

interface ProbeFormProps {
  /** absent while adding; then several targets make several probes */
  readonly probe?: ProbeState;
  readonly first: Form;
  readonly onDone: () => void;
}

/** Adds or changes probes. What is wrong stands beside its field once it was tried; what was typed stays whatever happens. */
export function ProbeForm({ probe, first, onDone }: ProbeFormProps) {
  const { t } = useTranslation('probes');
  const [form, setForm] = useState(first);
  const [tried, setTried] = useState(false);
  const test = useProbeTest();
  const saving = useSaving(probe, onDone, failed => setForm(now => ({ ...now, targets: failed.join('\n') })));
  const { configs, problems } = configsOf(form, probe?.config);
  const targets = targetsOf(form);
  const attempt = (act: (configs: readonly ProbeConfig[]) => void) => {
    setTried(true);
    if (configs.length > 0) act(configs);
  };
  const submit = (event: FormEvent) => { event.preventDefault(); attempt(saving.save); };
  const shown = tried ? problems : {};
  const props: KindProps = { form, set: change => setForm(now => ({ ...now, ...change })), wrong: (field: Field) => { const problem = shown[field]; return problem && t(`problem.${problem}`); } };
  return (
    <form className="side-form" onSubmit={submit} noValidate>
      <SegmentedControl fullWidth aria-label={t('column.kind')} value={form.kind} onChange={value => props.set({ kind: KINDS.find(kind => kind === value) ?? 'http' })} data={KINDS.map(kind => ({ value: kind, label: t(`kind.${kind}`) }))} />
      <Targets {...props} several={probe === undefined} count={targets.length} />
      {form.kind === 'dns' && <DnsFields {...props} />}
      <Rhythm {...props} />
      {form.kind === 'http' && <HttpFields {...props} />}
      <More {...props} />
      {saving.errors.map(({ target, error }) => <ErrorNote key={target} error={error} what={t('saveFailed', { target })} />)}
      <ProbeTest test={test} />
      <div className="side-buttons">
        <Allowed needs="target:write">{may => <Button type="submit" variant="filled" disabled={!may} loading={saving.running}>{probe ? t('save') : t('addCount', { count: Math.max(1, targets.length) })}</Button>}</Allowed>
        <Allowed needs="target:write">{may => <Button disabled={!may} loading={test.running} onClick={() => attempt(([config]) => config && test.run(config))} leftSection={<Icon name="stethoscope" size={14} />}>{t(targets.length > 1 ? 'test.first' : 'test.do')}</Button>}</Allowed>
      </div>
    </form>
  );
}

function Targets({ form, set, wrong, several, count }: KindProps & { several: boolean; count: number }) {
  const { t } = useTranslation('probes');
  const start = useRef<HTMLTextAreaElement>(null);
  useEffect(() => { if (several) start.current?.focus({ preventScroll: true }); }, [several]);
  const field = { label: t(`target.${form.kind}`), value: form.targets, error: wrong('targets'), placeholder: EXAMPLE[form.kind], spellCheck: false };
  return several ? <Textarea {...field} ref={start} description={t(count > 1 ? 'hint.count' : 'hint.several', { count })} autosize minRows={1} maxRows={10} onChange={event => set({ targets: event.currentTarget.value })} />
    : <TextInput {...field} onChange={event => set({ targets: event.currentTarget.value })} />;
}

/** From where, how often, under which job. */
function Rhythm({ form, set, wrong }: KindProps) {
  const { t } = useTranslation('probes');
  const { hosts } = usePlaces();
  return (
    <div className="form-pair">
      <Select label={t('field.from')} description={t('hint.from')} value={form.from} error={wrong('from')} allowDeselect={false} data={[{ value: '', label: t('fromHere') }, ...hosts.map(({ id, config }) => ({ value: id as string, label: config.name }))]}
        onChange={value => set({ from: hosts.find(({ id }) => id === value)?.id ?? '' })} />
      <TextInput label={t('field.job')} description={t('hint.job')} value={form.job} error={wrong('job')} onChange={event => set({ job: event.currentTarget.value })} />
      <TextInput label={t('field.interval')} description={t('hint.duration')} value={form.interval} error={wrong('interval')} onChange={event => set({ interval: event.currentTarget.value })} />
      <TextInput label={t('field.timeout')} description={t('hint.timeout')} value={form.timeout} error={wrong('timeout')} onChange={event => set({ timeout: event.currentTarget.value })} />
    </div>
  );
}

/** What few probes need. */
function More(props: KindProps) {
  const { t } = useTranslation('probes');
  const { form, set, wrong } = props;
  const [open, setOpen] = useState(false);
  const shown = open || ['labels', 'ca', 'serverName', 'ipProtocol'].some(field => wrong(field as Field) !== undefined);
  return (
    <section>
      <UnstyledButton className="form-more" aria-expanded={shown} onClick={() => setOpen(!shown)}><Icon name={shown ? 'down' : 'right'} size={12} />{t('more')}</UnstyledButton>
      <Collapse expanded={shown}>
        <div className="side-more">
          <TagsInput label={t('field.labels')} description={t('hint.labels')} placeholder={form.labels.length === 0 ? 'env=prod' : ''} value={[...form.labels]} error={wrong('labels')} onChange={labels => set({ labels })} acceptValueOnBlur splitChars={[',', ' ']} clearable={false} />
          {form.from === '' && <div>
            <span className="mantine-InputWrapper-label" id="probe-ip">{t('field.ipProtocol')}</span>
            <SegmentedControl fullWidth aria-labelledby="probe-ip" value={form.ipProtocol} onChange={value => set({ ipProtocol: value === 'ip4' || value === 'ip6' ? value : 'any' })} data={[{ value: 'any', label: t('ip.any') }, { value: 'ip4', label: 'IPv4' }, { value: 'ip6', label: 'IPv6' }]} />
          </div>}
          {(form.kind === 'http' || form.kind === 'tcp') && <TlsFields {...props} />}
        </div>
      </Collapse>
    </section>
  );
}
