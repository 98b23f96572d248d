import { Button, Collapse, Textarea, TextInput, UnstyledButton } from '@mantine/core';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TargetSecrets } from '../../src-main/shared/contract/targets.ts';
import type { AppError } from '../../src-main/shared/model/errors.ts';
import type { TargetConfig, TargetState } from '../../src-main/shared/model/target.ts';
import type { Host } from '../host/client.ts';
import { toAppError, useHost } from '../host/hooks.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { checkRules } from '../relabel/rules.ts';
import { Icon } from '../ui/icons.tsx';
import { instanceGuess, secretsIn } from './access.ts';
import { AccessFields, hasAccessProblem } from './AccessFields.tsx';
import { AdvancedFields, hasAdvancedProblem } from './AdvancedFields.tsx';
import { configsOf, type Field, jobGuess, type Problems, type TargetForm as Form, urlsOf } from './form.ts';
import { hasRelabelProblem, RelabelFields } from './RelabelFields.tsx';
import { useConnectionTest, TestSteps } from './TestSteps.tsx';
import { useTargetActions } from './useTargetActions.ts';

/** A test needs no job; nothing is stored under this one. */
const ANY_JOB = 'test';

interface TargetFormProps {
  /** absent while adding; then several URLs make several targets */
  readonly target?: TargetState;
  readonly first: Form;
  readonly onDone: () => void;
}

/** Adds or changes targets. What is wrong stands beside its field once it was tried; what was typed stays whatever happens. */
export function TargetForm({ target, first, onDone }: TargetFormProps) {
  const { t } = useTranslation('targets');
  const [form, setForm] = useState(first);
  const [tried, setTried] = useState<'save' | 'test' | null>(null);
  const test = useConnectionTest();
  const saving = useSaving(target, onDone, failed => setForm(now => ({ ...now, urls: failed.join('\n') })));
  const wanted = configsOf(form);
  const testable = testableConfigs(form);
  const urls = urlsOf(form.urls);
  const set = (change: Partial<Form>) => setForm(now => ({ ...now, ...change }));
  const rules = useCheckedRules(form, set);
  const save = (event: FormEvent) => {
    event.preventDefault();
    setTried('save');
    rules.whenRead(ready => {
      const { configs } = configsOf(ready);
      if (configs.length > 0) saving.save(configs, secretsIn(ready));
    });
  };
  const tryFirst = () => {
    setTried('test');
    rules.whenRead(ready => {
      const [config] = testableConfigs(ready).configs;
      if (config) test.run({ config, secrets: secretsIn(ready), id: target?.id });
    });
  };
  const shown = tried === null ? {} : tried === 'save' ? wanted.problems : testable.problems;
  return (
    <form className="target-form" onSubmit={save} noValidate>
      <MainFields form={form} set={set} problems={shown} several={target === undefined} urls={urls} />
      <Fold label={t('access')} start={first.auth !== 'none' || first.via !== '' || first.unixSocket !== '' || first.cert !== ''} forced={hasAccessProblem(shown)}><AccessFields form={form} set={set} problems={shown} url={urls[0] ?? ''} /></Fold>
      <Fold label={t('advanced')} start={false} forced={hasAdvancedProblem(shown)}><AdvancedFields form={form} set={set} problems={shown} /></Fold>
      <Fold label={t('relabelling')} start={first.relabel.text !== '' || first.metricRelabel.text !== ''} forced={hasRelabelProblem(shown)}>
        <RelabelFields form={form} set={set} trial={testable.configs[0] && { config: testable.configs[0], secrets: secretsIn(form), id: target?.id }} />
      </Fold>
      {rules.error && <ErrorNote error={rules.error} />}
      {saving.errors.map(({ url, error }) => <ErrorNote key={url} error={error} what={t('saveFailed', { url })} />)}
      <TestSteps test={test} />
      <div className="target-buttons">
        <Allowed needs="target:write">{may => <Button type="submit" variant="filled" disabled={!may} loading={saving.running}>{target ? t('save') : t('addCount', { count: Math.max(1, urls.length) })}</Button>}</Allowed>
        <Allowed needs="target:write">{may => <Button disabled={!may || test.running} onClick={tryFirst} leftSection={<Icon name="stethoscope" size={14} />}>{urls.length > 1 ? t('testFirst') : t('test')}</Button>}</Allowed>
        <span className="grow" />
        {target && <DeleteButton target={target} onDone={onDone} />}
      </div>
    </form>
  );
}

const testableConfigs = (form: Form) => configsOf(form.job.trim() === '' ? { ...form, job: ANY_JOB } : form);

/** Goes on once the host has read the rules that were typed just now; where it can't, nothing else is tried. */
function useCheckedRules(form: Form, set: (change: Partial<Form>) => void) {
  const host = useHost();
  const [error, setError] = useState<AppError | null>(null);
  const check = async (goOn: (ready: Form) => void) => {
    setError(null);
    try {
      const [relabel, metricRelabel] = await Promise.all([checkRules(host, form.relabel), checkRules(host, form.metricRelabel)]);
      set({ relabel, metricRelabel });
      goOn({ ...form, relabel, metricRelabel });
    } catch (cause) {
      setError(toAppError(cause));
    }
  };
  return { error, whenRead: (goOn: (ready: Form) => void) => void check(goOn) };
}

function DeleteButton({ target, onDone }: { target: TargetState; onDone: () => void }) {
  const { t } = useTranslation('targets');
  const actions = useTargetActions();
  return <Allowed needs="target:write">{may => <Button variant="subtle" data-danger disabled={!may} onClick={() => { onDone(); void actions.remove(target); }} leftSection={<Icon name="trash" size={14} />}>{t('delete')}</Button>}</Allowed>;
}

interface FieldsProps {
  readonly form: Form;
  readonly set: (change: Partial<Form>) => void;
  readonly problems: Problems;
}

function MainFields({ form, set, problems, several, urls }: FieldsProps & { several: boolean; urls: readonly string[] }) {
  const { t } = useTranslation('targets');
  const wrong = (field: Field) => { const problem = problems[field]; return problem && t(`problem.${problem}`); };
  const guesses = [...new Set(urls.map(jobGuess))].filter(guess => guess !== '').join(', ');
  const start = useRef<HTMLTextAreaElement>(null);
  useEffect(() => start.current?.focus({ preventScroll: true }), []);
  const completeUrls = () => set({ urls: urls.join('\n') });
  const shared = { label: several ? t('field.urls') : t('field.url'), value: form.urls, error: wrong('urls'), onBlur: completeUrls, spellCheck: false, placeholder: 'http://192.168.1.20:9100/metrics' };
  return (
    <>
      {several ? <Textarea {...shared} ref={start} description={urls.length > 1 ? t('several', { count: urls.length }) : t('hint.urls')} autosize minRows={1} maxRows={10} onChange={event => set({ urls: event.currentTarget.value })} />
        : <TextInput {...shared} onChange={event => set({ urls: event.currentTarget.value })} />}
      <div className="target-pair">
        <TextInput label={t('field.job')} description={t('hint.job')} placeholder={guesses || 'node'} value={form.job} error={wrong('job')} onChange={event => set({ job: event.currentTarget.value })} />
        <TextInput label={t('field.instance')} description={t('hint.instance')} placeholder={instanceGuess(form, urls[0] ?? '')} value={urls.length > 1 ? '' : form.instance} disabled={urls.length > 1} error={wrong('instance')} onChange={event => set({ instance: event.currentTarget.value })} />
        <TextInput label={t('field.interval')} description={t('hint.duration')} value={form.interval} error={wrong('interval')} onChange={event => set({ interval: event.currentTarget.value })} />
        <TextInput label={t('field.timeout')} description={t('hint.timeout')} value={form.timeout} error={wrong('timeout')} onChange={event => set({ timeout: event.currentTarget.value })} />
      </div>
    </>
  );
}

/** Fields that few targets need; open where one of them is in use or wrong. */
function Fold({ label, start, forced, children }: { label: string; start: boolean; forced: boolean; children: ReactNode }) {
  const [open, setOpen] = useState(start);
  const shown = open || forced;
  return (
    <section>
      <UnstyledButton className="target-more" aria-expanded={shown} onClick={() => setOpen(!shown)}><Icon name={shown ? 'down' : 'right'} size={12} />{label}</UnstyledButton>
      <Collapse expanded={shown}>{children}</Collapse>
    </section>
  );
}

/** Saves one configuration after the other; those that are refused stay in the form, each with its reason. */
function useSaving(target: TargetState | undefined, onDone: () => void, onFailed: (urls: readonly string[]) => void) {
  const host = useHost();
  const [running, setRunning] = useState(false);
  const [errors, setErrors] = useState<readonly { readonly url: string; readonly error: AppError }[]>([]);
  const save = async (configs: readonly TargetConfig[], secrets: TargetSecrets) => {
    setRunning(true);
    const failed: { url: string; error: AppError }[] = [];
    for (const config of configs) {
      const error = await saveOne(host, target, { config, secrets });
      if (error) failed.push({ url: config.url, error });
    }
    setRunning(false);
    setErrors(failed);
    if (failed.length === 0) onDone();
    else onFailed(failed.map(({ url }) => url));
  };
  return { running, errors, save: (configs: readonly TargetConfig[], secrets: TargetSecrets) => void save(configs, secrets) };
}

async function saveOne(host: Host, target: TargetState | undefined, what: { readonly config: TargetConfig; readonly secrets: TargetSecrets }): Promise<AppError | null> {
  try {
    await (target ? host.targets.edit({ id: target.id, ...what }) : host.targets.add(what));
    return null;
  } catch (error) {
    return toAppError(error);
  }
}
