import { Button } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SshHostState } from '../../src-main/shared/model/sshhost.ts';
import { useAction } from '../host/hooks.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon } from '../ui/icons.tsx';
import { AuthFields } from './AuthFields.tsx';
import { configOf, type HostForm as Form, NO_PROBLEMS } from './form.ts';
import { MoreFields } from './MoreFields.tsx';
import { PlaceFields } from './PlaceFields.tsx';
import { secretsOf } from './secrets.ts';
import { TestSteps } from './TestSteps.tsx';
import { type HostTest, type Trial, useHostTest } from './useHostTest.ts';

interface HostFormProps {
  /** absent while adding */
  readonly host?: SshHostState;
  readonly first: Form;
  readonly groups: readonly string[];
  readonly onDone: () => void;
}

/** Adds or changes one host. What is wrong stands beside its field once it was tried; what was typed stays whatever happens. */
export function HostForm({ host, first, groups, onDone }: HostFormProps) {
  const { t } = useTranslation('hosts');
  const [form, setForm] = useState(first);
  const [tried, setTried] = useState(false);
  const test = useHostTest();
  const save = useAction((client, { config, secrets, id }: Trial) => id === undefined ? client.hosts.add({ config, secrets }) : client.hosts.edit({ id, config, secrets }));
  const { config, problems } = configOf(form);
  const attempt = (act: (trial: Trial) => void) => {
    setTried(true);
    if (config) act({ config, secrets: secretsOf(form), ...(host ? { id: host.id } : {}) });
  };
  const submit = (event: FormEvent) => { event.preventDefault(); attempt(trial => { save.run(trial).then(onDone, () => undefined); }); };
  const fields = { form, set: (change: Partial<Form>) => setForm(now => ({ ...now, ...change })), problems: tried ? problems : NO_PROBLEMS, host };
  return (
    <form className="side-form" onSubmit={submit} noValidate>
      <PlaceFields {...fields} groups={groups} focus={host === undefined} />
      <AuthFields {...fields} />
      <MoreFields {...fields} />
      {save.error && <ErrorNote error={save.error} what={t('saveFailed')} />}
      <TestSteps test={test} />
      <div className="side-buttons">
        <Allowed needs="target:write">{may => <Button type="submit" variant="filled" disabled={!may} loading={save.running}>{t(host ? 'save' : 'addOne')}</Button>}</Allowed>
        <TestButton test={test} onTest={() => attempt(test.run)} />
      </div>
    </form>
  );
}

export function TestButton({ test, onTest }: { test: HostTest; onTest: () => void }) {
  const { t } = useTranslation('hosts');
  return <Allowed needs="target:write">{may => <Button disabled={!may || test.running} onClick={onTest} leftSection={<Icon name="stethoscope" size={14} />}>{t('test.do')}</Button>}</Allowed>;
}
