import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../host/hooks.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { CopyField } from '../ui/CopyField.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon } from '../ui/icons.tsx';
import { FirstSamples } from './FirstSamples.tsx';
import { isLoopbackUrl, ownUrl } from './ownurl.ts';

interface Made { readonly name: string; readonly command: string; readonly token: string; readonly at: number }

/** For a machine that can't be reached from here: a token, a command that pushes with it, and whether something has come. Both are shown once. */
export function PushCommand() {
  const { t } = useTranslation('hosts');
  const [name, setName] = useState('');
  const [url, setUrl] = useState(() => ownUrl(location.href));
  const [made, setMade] = useState<Made | null>(null);
  const make = useAction((host, input: { name: string; url: string }) => host.hosts.pushCommand(input), [['access.tokens']]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = name.trim();
    make.run({ name: wanted, url: url.trim() }).then(answer => setMade({ name: wanted, at: Date.now(), ...answer }), () => undefined);
  };
  if (made) return <Shown made={made} onDone={() => { setMade(null); setName(''); }} />;
  return (
    <form className="side-form" onSubmit={submit}>
      <p className="sub">{t('push.text')}</p>
      <TextInput label={t('push.name')} description={t('push.nameHint')} placeholder="web-1" maxLength={100} value={name} onChange={event => setName(event.currentTarget.value)} autoComplete="off" spellCheck={false} />
      <TextInput label={t('push.url')} description={t('push.urlHint')} placeholder="https://desk.example:9797" value={url} onChange={event => setUrl(event.currentTarget.value)} autoComplete="off" spellCheck={false} />
      {isLoopbackUrl(url) && <p className="side-note" data-level="warn">{t('push.loopback')}</p>}
      {make.error && <ErrorNote error={make.error} />}
      <div className="side-buttons">
        <Allowed needs="access:write">{may => <Button type="submit" variant="filled" disabled={!may || name.trim() === '' || !URL.canParse(url.trim())} loading={make.running} leftSection={<Icon name="key" size={14} />}>{t('push.make')}</Button>}</Allowed>
      </div>
    </form>
  );
}

function Shown({ made, onDone }: { made: Made; onDone: () => void }) {
  const { t } = useTranslation('hosts');
  return (
    <div className="side-form">
      <FirstSamples name={made.name} since={made.at} />
      <section className="side-part"><h3>{t('push.command', { name: made.name })}</h3><p className="cap">{t('push.once')}</p><CopyField text={made.command} rows /></section>
      <section className="side-part"><h3>{t('push.token')}</h3><p className="cap">{t('push.tokenHint')}</p><CopyField text={made.token} /></section>
      <div className="side-buttons"><Button onClick={onDone}>{t('push.another')}</Button></div>
    </div>
  );
}
