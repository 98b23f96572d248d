import { Button, PasswordInput, SegmentedControl, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CsvPreview, ImportSecrets } from '../../src-main/shared/contract/imports.ts';
import type { ImportSource } from '../../src-main/shared/model/importsource.ts';
import { useAction } from '../host/hooks.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon } from '../ui/icons.tsx';
import { CsvFields } from './CsvFields.tsx';
import { type Field, type ImportDraft, KINDS, NEW_DRAFT, secretsOf, sourceOf } from './form.ts';

interface Given { readonly source: ImportSource; readonly secrets: ImportSecrets }

/** Where history comes from. What is missing is said once somebody wants to begin. */
export function ImportForm({ onStarted }: { onStarted: () => void }) {
  const { t } = useTranslation('imports');
  const [draft, setDraft] = useState(NEW_DRAFT);
  const [preview, setPreview] = useState<CsvPreview | null>(null);
  const [wrong, setWrong] = useState<readonly Field[]>([]);
  const start = useAction((host, given: Given) => host.imports.start(given));
  const set = (change: Partial<ImportDraft>) => {
    setDraft(before => ({ ...before, ...change }));
    setWrong([]);
    if ('path' in change || 'delimiter' in change || 'kind' in change) setPreview(null);
  };
  const problem = (field: Field) => wrong.includes(field) ? t(`problem.${field}`) : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = sourceOf(draft, Date.now());
    if ('wrong' in found) setWrong(found.wrong);
    else start.run({ source: found.source, secrets: secretsOf(draft) }).then(onStarted, () => undefined);
  };
  const fields = { draft, set, problem };
  return (
    <form className="imports-form" onSubmit={submit} noValidate>
      <SegmentedControl aria-label={t('from')} value={draft.kind} onChange={value => set({ kind: KINDS.find(kind => kind === value) ?? 'prometheus' })} data={KINDS.toReversed().map(kind => ({ value: kind, label: t(`kind.${kind}`) }))} />
      <p className="sub">{t(`about.${draft.kind}`)}</p>
      {draft.kind === 'prometheus' ? <ServerFields {...fields} /> : <PathField {...fields} />}
      {draft.kind === 'csv' && <CsvFields {...fields} preview={preview} onPreview={setPreview} />}
      {start.error && <ErrorNote error={start.error} what={t('failed')} />}
      <div className="row"><Allowed needs="store:admin">{may => <Button type="submit" variant="filled" disabled={!may || (draft.kind === 'csv' && preview === null)} loading={start.running} leftSection={<Icon name="download" size={14} />}>{t('start')}</Button>}</Allowed></div>
    </form>
  );
}

interface FieldsProps { readonly draft: ImportDraft; readonly set: (change: Partial<ImportDraft>) => void; readonly problem: (field: Field) => string | undefined }

function PathField({ draft, set, problem }: FieldsProps) {
  const { t } = useTranslation('imports');
  const what = draft.kind === 'tsdb' ? 'folder' : 'path';
  return <TextInput label={t(`field.${what}`)} description={t(`hint.${what}`)} className="mono-input" spellCheck={false} value={draft.path} error={problem('path')} onChange={event => set({ path: event.currentTarget.value })} />;
}

function ServerFields({ draft, set, problem }: FieldsProps) {
  const { t } = useTranslation('imports');
  const field = (name: 'url' | 'match' | 'from' | 'to' | 'username') => ({ label: t(`field.${name}`), value: draft[name], spellCheck: false, autoComplete: 'off', onChange: (event: { currentTarget: { value: string } }) => set({ [name]: event.currentTarget.value }) });
  const secret = (name: 'password' | 'bearer') => <PasswordInput label={t(`field.${name}`)} description={t('hint.secrets')} autoComplete="new-password" value={draft[name]} onChange={event => set({ [name]: event.currentTarget.value })} />;
  return (
    <div className="imports-fields">
      <TextInput {...field('url')} className="mono-input wide" placeholder="http://prometheus.example:9090" error={problem('url')} />
      <TextInput {...field('match')} className="mono-input wide" description={t('hint.match')} placeholder='{job="node"}' />
      <TextInput {...field('from')} description={t('hint.time')} error={problem('from')} />
      <TextInput {...field('to')} description={t('hint.time')} error={problem('to')} />
      {secret('bearer')}
      <TextInput {...field('username')} description={t('hint.secrets')} />
      {secret('password')}
    </div>
  );
}
