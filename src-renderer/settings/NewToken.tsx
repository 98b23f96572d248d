import { Button, CopyButton, SegmentedControl, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { Role } from '../../src-main/shared/model/permission.ts';
import { useAction } from '../host/hooks.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon } from '../ui/icons.tsx';
import { Panel } from '../ui/Panel.tsx';

/** Makes a token and shows it once: it leaves this page's memory with the note that holds it. */
export function NewToken() {
  const { t } = useTranslation('settings');
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [made, setMade] = useState<{ readonly name: string; readonly token: string } | null>(null);
  const create = useAction((host, input: { name: string; role: Role }) => host.access.createToken(input), [['access.tokens']]);
  const start = useStart();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const wanted = name.trim();
    if (wanted === '') return;
    const answer = await create.run({ name: wanted, role }).catch(() => null); // the error stands in `create.error`
    if (!answer) return;
    setMade({ name: wanted, token: answer.token });
    setName('');
  };
  return (
    <Panel title={t('tokens.new')} note={t('tokens.note')}>
      <form className="panel-body settings-form" onSubmit={event => void submit(event)}>
        <div className="settings-line">
          <TextInput ref={start} label={t('tokens.name')} placeholder="grafana" maxLength={100} value={name} onChange={event => setName(event.currentTarget.value)} autoComplete="off" spellCheck={false} />
          <div>
            <span className="mantine-InputWrapper-label" id="new-token-role">{t('tokens.role')}</span>
            <SegmentedControl aria-labelledby="new-token-role" value={role} onChange={value => setRole(Role.parse(value))} data={Role.options.map(value => ({ value, label: t(`role.${value}`) }))} />
          </div>
          <Allowed needs="access:write">{may => <Button type="submit" variant="filled" disabled={!may || name.trim() === ''} loading={create.running} leftSection={<Icon name="plus" size={14} />}>{t('tokens.make')}</Button>}</Allowed>
        </div>
        <p className="sub">{t(`roleText.${role}`)}</p>
        {create.error && <ErrorNote error={create.error} what={t('tokens.makeFailed')} />}
        {made && <Shown name={made.name} token={made.token} onDone={() => setMade(null)} />}
      </form>
    </Panel>
  );
}

/** `?open=new` puts the cursor into the form. */
function useStart() {
  const start = useRef<HTMLInputElement>(null);
  const [parameters] = useSearchParams();
  const wanted = parameters.get('open') === 'new';
  useEffect(() => { if (wanted) start.current?.focus(); }, [wanted]);
  return start;
}

function Shown({ name, token, onDone }: { name: string; token: string; onDone: () => void }) {
  const { t } = useTranslation('settings');
  return (
    <div className="settings-token" role="status">
      <p><b>{t('tokens.shown', { name })}</b> <span className="sub">{t('tokens.once')}</span></p>
      <div className="row">
        <code className="mono grow">{token}</code>
        <CopyButton value={token}>{({ copied, copy }) => <Button onClick={copy} leftSection={<Icon name={copied ? 'check' : 'copy'} size={14} />}>{t(copied ? 'copied' : 'copy')}</Button>}</CopyButton>
        <Button onClick={onDone}>{t('tokens.noted')}</Button>
      </div>
    </div>
  );
}
