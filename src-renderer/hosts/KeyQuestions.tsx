import { Button } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { SshHostState } from '../../src-main/shared/model/sshhost.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon } from '../ui/icons.tsx';
import { destinationText } from './destination.ts';
import { HostKeyCard, useTrust } from './HostKeyCard.tsx';
import { type OpenQuestion, openQuestions } from './questions.ts';

/** From this many on the unknown keys stand as a list, a line each. */
const LISTED_FROM = 2;

/** Every key that waits for the user's word, above the list: changed ones in full, unknown ones together. What the host that is open asks stands beside it. */
export function KeyQuestions({ hosts, openId }: { hosts: readonly SshHostState[]; openId: string | null }) {
  const { t } = useTranslation('hosts');
  const open = useMemo(() => openQuestions(hosts.filter(({ id }) => id !== openId)), [hosts, openId]);
  const changed = open.filter(({ question }) => question.state === 'changed');
  const unknown = open.filter(({ question }) => question.state === 'unknown');
  if (open.length === 0) return null;
  return (
    <section className="key-questions" aria-label={t('key.questions')}>
      {changed.map(one => <HostKeyCard key={one.id} open={one} />)}
      {unknown.length < LISTED_FROM ? unknown.map(one => <HostKeyCard key={one.id} open={one} />) : <UnknownKeys open={unknown} />}
    </section>
  );
}

function UnknownKeys({ open }: { open: readonly OpenQuestion[] }) {
  const { t } = useTranslation('hosts');
  return (
    <section className="key-card">
      <h3><Icon name="key" /> {t('key.several', { count: open.length })}</h3>
      <p className="sub">{t('key.severalText')}</p>
      <ul className="key-list">{open.map(one => <KeyLine key={one.id} open={one} />)}</ul>
    </section>
  );
}

function KeyLine({ open: { question, hosts } }: { open: OpenQuestion }) {
  const { t } = useTranslation('hosts');
  const trust = useTrust();
  const name = hosts.join(', ');
  return (
    <li>
      <b className="cut" title={name}>{name}</b>
      <span className="sub cut">{destinationText('', question.address, question.port)}</span>
      <span className="cap">{question.key.type}</span>
      <code className="mono">{question.key.fingerprint}</code>
      <Allowed needs="target:write">{may => <Button disabled={!may} loading={trust.running} aria-label={`${t('key.trust')}: ${name}`} onClick={() => { trust.run(question).catch(() => undefined); }}>{t('key.trust')}</Button>}</Allowed>
      {trust.error && <ErrorNote error={trust.error} />}
    </li>
  );
}
