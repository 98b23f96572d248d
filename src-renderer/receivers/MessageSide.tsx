import { ActionIcon, Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Attempt, MessageAlert, MessageRow } from '../../src-main/shared/model/message.ts';
import { useAction, useCall } from '../host/hooks.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { exactText, whenText } from '../ui/clock.ts';
import { EmptyState } from '../ui/Empty.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Facts } from '../ui/Facts.tsx';
import { formatDuration } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import { useLanguage } from '../ui/language.ts';
import { StateMark } from '../ui/StateMark.tsx';
import { messageMark } from './messagecolumns.tsx';

const SHOWN = 100;

/** One message: what it told, every attempt with the other side's answer, and what can be done. `stamp`: changes when messages do */
export function MessageSide({ id, stamp, onClose }: { id: string; stamp: string; onClose: () => void }) {
  const { t } = useTranslation('receivers');
  const { data, error } = useCall(['receivers', 'message', id, stamp], (host, signal) => host.receivers.message({ id }, signal));
  return (
    <section className="panel alerts-side" aria-label={data?.message.title ?? t('message.column.title')}>
      <header className="alerts-head">
        {data && <StateMark state={messageMark(data.message)} size={16} silent />}
        <h2 className="cut" title={data?.message.title}>{data?.message.title}</h2>
        <span className="grow" />
        <ActionIcon variant="subtle" aria-label={t('close')} title={t('close')} onClick={onClose}><Icon name="x" size={14} /></ActionIcon>
      </header>
      <div className="alerts-inside">
        {error && (error.code === 'not-found' ? <EmptyState icon="bell" title={t('message.noSuch')} /> : <ErrorNote error={error} what={t('listFailed')} />)}
        {data && <><About row={data.message} /><Attempts attempts={data.attempts} /><Alerts alerts={data.alerts} /></>}
      </div>
      {data && <Foot row={data.message} />}
    </section>
  );
}

function About({ row }: { row: MessageRow }) {
  const { t } = useTranslation('receivers');
  const language = useLanguage();
  return (
    <>
      <Facts facts={[
        [t('message.column.state'), t(`message.state.${row.state}`)], [t('message.column.receiver'), row.receiverName],
        [t('message.column.at'), <span key="at">{exactText(row.createdAt)}</span>],
      ]} />
      {row.nextAt !== null && <p className="sub">{t('message.next', { time: whenText(row.nextAt, Date.now(), language, true) })}</p>}
      {row.repeated && <p className="side-note" data-level="warn"><StateMark state="warn" silent /> <span>{t('message.repeated')}</span></p>}
    </>
  );
}

function Attempts({ attempts }: { attempts: readonly Attempt[] }) {
  const { t } = useTranslation('receivers');
  const language = useLanguage();
  return (
    <section>
      <h3 className="cap">{t('message.attempts')}</h3>
      {attempts.length === 0 && <p className="sub">{t('message.none')}</p>}
      <ol className="message-attempts">{attempts.toReversed().map(({ at, ms, ok, status, answer }) => (
        <li key={at}>
          <span className="row"><StateMark state={ok ? 'ok' : 'critical'} silent />{status !== null && <span className="chip num">{status}</span>}<span className="sub" title={exactText(at)}>{whenText(at, Date.now(), language, true)}</span><span className="grow" /><span className="num dim">{formatDuration(ms, language)}</span></span>
          {answer !== '' && <pre className="remote-answer">{answer}</pre>}
        </li>
      ))}</ol>
    </section>
  );
}

function Alerts({ alerts }: { alerts: readonly MessageAlert[] }) {
  const { t } = useTranslation('receivers');
  return (
    <section>
      <h3 className="cap">{t('message.alerts')} {alerts.length}</h3>
      <ul className="message-alerts">{alerts.slice(0, SHOWN).map(({ fingerprint, startsAt, status, labels: { alertname, instance, ...rest }, annotations }) => {
        const words = annotations['summary'] ?? Object.entries(rest).map(([name, value]) => `${name}=${value}`).join(', ');
        return <li key={`${fingerprint}${startsAt}`}><StateMark state={status === 'firing' ? 'critical' : 'ok'} size={12} silent /><span className="unseen">{t(`message.${status}`)}</span><b>{alertname}</b><span>{instance}</span><span className="sub cut" title={words}>{words}</span></li>;
      })}</ul>
      {alerts.length > SHOWN && <p className="sub">{t('message.more', { count: alerts.length - SHOWN })}</p>}
    </section>
  );
}

function Foot({ row }: { row: MessageRow }) {
  const { t } = useTranslation('receivers');
  const touches = [['receivers', 'message', row.id], ['receivers', 'messages']];
  const retry = useAction((host, id: string) => host.receivers.retry({ id }), touches);
  const drop = useAction((host, id: string) => host.receivers.drop({ id }), touches);
  const failed = retry.error ?? drop.error;
  if (row.state === 'sent' || row.state === 'merged') return null;
  return (
    <footer className="alerts-foot">
      {failed && <ErrorNote error={failed} what={t('message.actionFailed')} />}
      <Allowed needs="receiver:write">{may => <Button variant="filled" disabled={!may || row.state === 'sending'} loading={retry.running} onClick={() => void retry.run(row.id).catch(() => undefined)} leftSection={<Icon name="refresh" size={14} />}>{t('message.retry')}</Button>}</Allowed>
      <span className="grow" />
      {row.state === 'waiting' && <Allowed needs="receiver:write">{may => <Button variant="subtle" data-danger disabled={!may} loading={drop.running} onClick={() => void drop.run(row.id).catch(() => undefined)} leftSection={<Icon name="x" size={14} />}>{t('message.drop')}</Button>}</Allowed>}
    </footer>
  );
}
