import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HostKeyQuestion } from '../../src-main/shared/model/sshhost.ts';
import { useAction } from '../host/hooks.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { CopyField } from '../ui/CopyField.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon } from '../ui/icons.tsx';
import { StateMark } from '../ui/StateMark.tsx';
import { destinationText } from './destination.ts';
import { nameToType, type OpenQuestion } from './questions.ts';

interface CardProps { readonly open: OpenQuestion; readonly onTrusted?: (() => void) | undefined }

/** Pins the key of a question; the host is told by itself and tries again. */
export function useTrust() {
  return useAction((host, { address, port, key, state }: HostKeyQuestion) => host.hosts.trust({ address, port, type: key.type, fingerprint: key.fingerprint, replace: state === 'changed' }));
}

/** A key that waits for the user's word: calm when it is the first, loud when another one was known. */
export function HostKeyCard(props: CardProps) {
  return props.open.question.state === 'changed' ? <ChangedKey {...props} /> : <UnknownKey {...props} />;
}

const placeOf = ({ address, port }: HostKeyQuestion): string => destinationText('', address, port);

function UnknownKey({ open, onTrusted }: CardProps) {
  const { t } = useTranslation('hosts');
  const trust = useTrust();
  const { question, hosts } = open;
  return (
    <section className="key-card" aria-label={t('key.unknown', { name: hosts.join(', ') })}>
      <h3><Icon name="key" /> {t('key.unknown', { name: hosts.join(', ') })}</h3>
      <p className="sub">{t('key.unknownText', { place: placeOf(question) })}</p>
      <Fingerprint name={question.key.type} fingerprint={question.key.fingerprint} />
      <p className="cap">{t('key.compare')} <code className="mono">ssh-keygen -lf {keyFileOf(question.key.type)}</code></p>
      {trust.error && <ErrorNote error={trust.error} />}
      <div className="row">
        <Allowed needs="target:write">{may => <Button variant="filled" disabled={!may} loading={trust.running} onClick={() => { trust.run(question).then(onTrusted, () => undefined); }} leftSection={<Icon name="check" size={14} />}>{t('key.trust')}</Button>}</Allowed>
        <span className="cap">{t('key.until')}</span>
      </div>
    </section>
  );
}

function ChangedKey({ open, onTrusted }: CardProps) {
  const { t } = useTranslation('hosts');
  const trust = useTrust();
  const [typed, setTyped] = useState('');
  const { question, hosts } = open;
  const name = nameToType(open);
  const ready = typed.trim() === name;
  const submit = (event: FormEvent) => { event.preventDefault(); if (ready) trust.run(question).then(onTrusted, () => undefined); };
  return (
    <section className="key-card key-changed" role="alert">
      <h3><StateMark state="critical" size={18} silent /> {t('key.changed', { name: hosts.join(', ') })}</h3>
      <p>{t('key.changedText', { place: placeOf(question) })}<span className="sub key-advice">{t('key.changedAdvice')}</span></p>
      <div className="key-both">
        {question.expected && <Fingerprint label={t('key.expected')} name={question.expected.type} fingerprint={question.expected.fingerprint} />}
        <Fingerprint label={t('key.offered')} name={question.key.type} fingerprint={question.key.fingerprint} />
      </div>
      {trust.error && <ErrorNote error={trust.error} />}
      <form className="key-replace" onSubmit={submit}>
        <TextInput label={t('key.type', { name })} value={typed} onChange={event => setTyped(event.currentTarget.value)} autoComplete="off" spellCheck={false} />
        <Allowed needs="target:write">{may => <Button type="submit" data-danger disabled={!may || !ready} loading={trust.running}>{t('key.replace')}</Button>}</Allowed>
      </form>
    </section>
  );
}

function Fingerprint({ label, name, fingerprint }: { label?: string; name: string; fingerprint: string }) {
  return (
    <div className="key-print">
      <span className="cap">{label}{label === undefined ? '' : ' '}<b>{name}</b></span>
      <CopyField text={fingerprint} />
    </div>
  );
}

/** Where OpenSSH keeps the public half on the machine. */
const keyFileOf = (type: string): string => `/etc/ssh/ssh_host_${/ed25519/.test(type) ? 'ed25519' : /ecdsa/.test(type) ? 'ecdsa' : 'rsa'}_key.pub`;
