import { Button, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppError } from '../../src-main/shared/model/errors.ts';
import type { SshHostState } from '../../src-main/shared/model/sshhost.ts';
import { toAppError, useHost } from '../host/hooks.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { AuthFields } from './AuthFields.tsx';
import { destinationText } from './destination.ts';
import { configOf, type HostForm, NEW_HOST, NO_PROBLEMS } from './form.ts';
import { parsePasted, type PastedHost } from './paste.ts';
import { GroupFields } from './PlaceFields.tsx';
import { secretsOf } from './secrets.ts';

/** Many hosts at once: lines as they are at hand, read as they are typed; what they share stands below. */
export function PasteForm({ hosts, groups, onDone }: { hosts: readonly SshHostState[]; groups: readonly string[]; onDone: () => void }) {
  const { t } = useTranslation('hosts');
  const [text, setText] = useState('');
  const [form, setForm] = useState<HostForm>(NEW_HOST);
  const [tried, setTried] = useState(false);
  const adding = useAdding(onDone, setText);
  const set = (change: Partial<HostForm>) => setForm(now => ({ ...now, ...change }));
  const pasted = useMemo(() => parsePasted(text), [text]);
  const known = useMemo(() => new Set(hosts.map(({ config }) => `${config.user}@${config.address}:${config.port}`)), [hosts]);
  const isKnown = (one: PastedHost) => known.has(`${one.user || form.user}@${one.address}:${one.port}`);
  const good = pasted.filter(one => one.problem === null && !isKnown(one));
  const forms = good.map(one => ({ pasted: one, form: formFor(one, form) }));
  const problems = forms.map(one => configOf(one.form).problems.fields).find(fields => Object.keys(fields).length > 0);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (forms.length > 0 && problems === undefined) adding.add(forms);
  };
  const start = useRef<HTMLTextAreaElement>(null);
  useEffect(() => start.current?.focus({ preventScroll: true }), []);
  const shown = tried && problems ? { fields: problems, commands: [] } : NO_PROBLEMS;
  return (
    <form className="side-form" onSubmit={submit} noValidate>
      <Textarea ref={start} label={t('paste.label')} description={t('paste.hint')} placeholder={'root@10.0.0.5\nssh -p 2222 -J bastion admin@db-1  # db-1'} autosize minRows={4} maxRows={12} className="mono-field" spellCheck={false} value={text}
        error={tried && pasted.length === 0 ? t('paste.nothing') : undefined} onChange={event => setText(event.currentTarget.value)} />
      {pasted.length > 0 && <Preview pasted={pasted} user={form.user} isKnown={isKnown} />}
      <TextInput label={t('paste.user')} description={t('paste.userHint')} value={form.user} error={shown.fields.user && t('problem.user')} spellCheck={false} autoComplete="off" onChange={event => set({ user: event.currentTarget.value })} />
      <GroupFields form={form} set={set} problems={shown} groups={groups} />
      <AuthFields form={form} set={set} problems={shown} />
      {adding.errors.map(({ name, error }) => <ErrorNote key={name} error={error} what={t('paste.failed', { name })} />)}
      <div className="side-buttons">
        <Allowed needs="target:write">{may => <Button type="submit" variant="filled" disabled={!may} loading={adding.running}>{t('paste.add', { count: good.length })}</Button>}</Allowed>
        <span className="cap">{t('paste.asks')}</span>
      </div>
    </form>
  );
}

/** One line's host with what all of them share. */
const formFor = (one: PastedHost, shared: HostForm): HostForm => ({
  ...shared, name: one.name, address: one.address, port: String(one.port), user: one.user || shared.user, proxyJump: one.proxyJump,
  keyFiles: [...one.keyFiles, shared.keyFiles].filter(text => text !== '').join('\n'),
});

function Preview({ pasted, user, isKnown }: { pasted: readonly PastedHost[]; user: string; isKnown: (one: PastedHost) => boolean }) {
  const { t } = useTranslation('hosts');
  return (
    <ol className="paste-preview" aria-label={t('paste.read')}>
      {pasted.map(one => {
        const wrong = one.problem !== null ? t(`paste.problem.${one.problem}`) : isKnown(one) ? t('paste.problem.known') : '';
        const more = [...(one.proxyJump === '' ? [] : [t('paste.via', { hop: one.proxyJump })]), ...one.keyFiles];
        return (
          <li key={one.line}>
            <span className="cap">{one.line}</span>
            {one.problem === 'noHost' || one.problem === 'port' ? <span className="cut" title={one.text}>{one.text}</span>
              : <span className="cut"><b>{one.name}</b> <span className="sub">{destinationText(one.user || user, one.address, one.port)}</span>{more.length > 0 && <span className="dim"> {more.join(', ')}</span>}</span>}
            {wrong !== '' ? <span className="c-warn">{wrong}</span> : one.leftOut.length > 0 ? <span className="dim cut" title={one.leftOut.join('\n')}>{t('paste.leftOut', { what: one.leftOut.join(', ') })}</span> : null}
          </li>
        );
      })}
    </ol>
  );
}

type Wanted = readonly { readonly pasted: PastedHost; readonly form: HostForm }[];

/** Adds one after the other; those that are refused stay in the text, each with its reason. */
function useAdding(onDone: () => void, leave: (text: string) => void) {
  const host = useHost();
  const [running, setRunning] = useState(false);
  const [errors, setErrors] = useState<readonly { readonly name: string; readonly error: AppError }[]>([]);
  const add = async (wanted: Wanted) => {
    setRunning(true);
    const failed: { pasted: PastedHost; error: AppError }[] = [];
    for (const { pasted, form } of wanted) {
      const { config } = configOf(form);
      if (config === null) continue;
      try {
        await host.hosts.add({ config, secrets: secretsOf(form) });
      } catch (error) {
        failed.push({ pasted, error: toAppError(error) });
      }
    }
    setRunning(false);
    setErrors(failed.map(({ pasted, error }) => ({ name: pasted.name, error })));
    if (failed.length === 0) onDone();
    else leave(failed.map(({ pasted: { text, name, address } }) => name === address ? text : `${text}  # ${name}`).join('\n'));
  };
  return { running, errors, add: (wanted: Wanted) => void add(wanted) };
}
