import { Button, Collapse, TagsInput, TextInput, UnstyledButton } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ACCOUNT_KINDS } from '../../src-main/shared/model/accountkinds.ts';
import type { AccountState } from '../../src-main/shared/model/cloud.ts';
import { useAction } from '../host/hooks.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon } from '../ui/icons.tsx';
import { CredentialFields, RoleFields } from './CredentialFields.tsx';
import type { FieldsProps } from './fields.ts';
import { type AccountForm as Form, configOf, type Field, nameOf, NO_PROBLEMS, secretsOf } from './form.ts';
import { machinesIn } from './health.ts';
import { PollingFields } from './PollingFields.tsx';
import { TestSteps } from './TestSteps.tsx';
import { machinesFound, type Trial, useAccountTest } from './useAccountTest.ts';

interface AccountFormProps {
  /** absent while adding */
  readonly account?: AccountState;
  readonly first: Form;
  readonly onDone: () => void;
}

/** Adds or changes one account. What is wrong stands beside its field once it was tried; what was typed stays whatever happens. */
export function AccountForm({ account, first, onDone }: AccountFormProps) {
  const { t } = useTranslation('accounts');
  const [form, setForm] = useState(first);
  const [tried, setTried] = useState(false);
  const test = useAccountTest();
  const save = useAction((host, { config, secrets, id }: Trial) => id === undefined ? host.accounts.add({ config, secrets }) : host.accounts.edit({ id, config, secrets }));
  const { config, problems } = configOf(form);
  const attempt = (act: (trial: Trial) => void) => {
    setTried(true);
    if (config) act({ config, secrets: secretsOf(form), ...(account ? { id: account.id } : {}) });
  };
  const submit = (event: FormEvent) => { event.preventDefault(); attempt(trial => { save.run(trial).then(onDone, () => undefined); }); };
  const fields: FieldsProps = { form, set: change => setForm(now => ({ ...now, ...change })), problems: tried ? problems : NO_PROBLEMS, account };
  const machines = machinesFound(test.progress) ?? (account !== undefined && account.regions.length > 0 ? machinesIn(account) : null);
  return (
    <form className="side-form" onSubmit={submit} noValidate>
      <TextInput label={t('field.name')} description={t('hint.name')} placeholder={nameOf({ ...form, name: '' })} value={form.name} error={tried && problems.fields.has('name') && t('problem.name')} spellCheck={false} autoComplete="off" onChange={event => fields.set({ name: event.currentTarget.value })} />
      <CredentialFields {...fields} />
      <MoreFields {...fields} />
      <TestSteps test={test} />
      <PollingFields {...fields} machines={machines} />
      {save.error && <ErrorNote error={save.error} what={t('saveFailed')} />}
      <div className="side-buttons">
        <Allowed needs="account:write">{may => <Button type="submit" variant="filled" disabled={!may} loading={save.running}>{t(account ? 'save' : 'addOne')}</Button>}</Allowed>
        <Allowed needs="account:write">{may => <Button disabled={!may || test.running} onClick={() => attempt(test.run)} leftSection={<Icon name="stethoscope" size={14} />}>{t('test.do')}</Button>}</Allowed>
      </div>
    </form>
  );
}

const MORE: readonly Field[] = ['endpoint', 'homeRegion', 'regions', 'interval'];

/** What most accounts take as it is. */
function MoreFields(props: FieldsProps) {
  const { t } = useTranslation('accounts');
  const { form, set, problems, account } = props;
  const [open, setOpen] = useState(form.endpoint !== '' || form.regions.length > 0 || (form.fields['roleArn'] ?? '') !== '');
  const shown = open || MORE.some(field => problems.fields.has(field));
  const wrong = (field: Field) => problems.fields.has(field) && t(`problem.${field}`);
  return (
    <section>
      <UnstyledButton className="form-more" aria-expanded={shown} onClick={() => setOpen(!shown)}><Icon name={shown ? 'down' : 'right'} size={12} />{t('more')}</UnstyledButton>
      <Collapse expanded={shown}>
        <RoleFields {...props} />
        <div className="side-more">
          <TextInput label={t('field.endpoint')} description={t('hint.endpoint')} placeholder="https://…" value={form.endpoint} error={wrong('endpoint')} spellCheck={false} onChange={event => set({ endpoint: event.currentTarget.value })} />
          <TagsInput label={t('field.regions')} description={t('hint.regions')} placeholder={form.regions.length === 0 ? 'eu-west-1' : ''} data={(account?.regions ?? []).map(({ region }) => region)} value={[...form.regions]} error={wrong('regions')} onChange={regions => set({ regions: [...new Set(regions.flatMap(text => text.split(/[\s,]+/)))].filter(text => text !== '') })} acceptValueOnBlur splitChars={[',', ' ']} clearable={false} comboboxProps={{ withinPortal: true }} />
          <div className="form-pair">
            <TextInput label={t('field.homeRegion')} description={t('hint.homeRegion')} placeholder={ACCOUNT_KINDS[form.kind].homeRegion} value={form.homeRegion} error={wrong('homeRegion')} spellCheck={false} onChange={event => set({ homeRegion: event.currentTarget.value })} />
            <TextInput label={t('field.interval')} description={t('hint.interval')} value={form.interval} error={wrong('interval')} onChange={event => set({ interval: event.currentTarget.value })} />
          </div>
        </div>
      </Collapse>
    </section>
  );
}
