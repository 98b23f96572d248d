import { ActionIcon, Button, CopyButton, Progress } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Operation, OperationItem } from '../../src-main/shared/model/deed.ts';
import type { Host } from '../host/client.ts';
import { useAction, useStream } from '../host/hooks.ts';
import { useMay } from '../host/permission.ts';
import { useLinkTo } from '../host/range.ts';
import { Icon } from '../ui/icons.tsx';
import { StateMark } from '../ui/StateMark.tsx';
import './deeds.css';

const open = (host: Host, signal: AbortSignal) => host.machines.operations({}, signal);
/** After something was sent its machines are asked for again, so many ms later each time: their states are on the way. */
const LOOKS_MS = [0, 1_500, 4_000, 8_000, 15_000, 30_000];
/** Operations shown at a time, the newest. */
const MOST = 3;
const isOver = ({ state }: Operation): boolean => state === 'over' || state === 'canceled';

/** What is being done to machines, on every screen: the seconds in which it can be undone, how far it is, and what came of it until that is read. */
export function OperationNotes() {
  const { value } = useStream(open);
  const [began] = useState(() => Date.now());
  const [read, setRead] = useState<ReadonlySet<string>>(new Set());
  useLooks(value);
  const shown = (value ?? []).filter(one => !read.has(one.id) && (!isOver(one) || one.askedAt >= began)).slice(0, MOST);
  if (shown.length === 0) return null;
  return <div className="operations">{shown.map(one => <Note key={one.id} operation={one} onRead={() => setRead(now => new Set([...now, one.id]))} />)}</div>;
}

/** Asks anew for the machines while those that something was done to settle. */
function useLooks(operations: readonly Operation[] | null): void {
  const queries = useQueryClient();
  const seen = useRef(new Set<string>());
  useEffect(() => {
    const ended = (operations ?? []).filter(one => one.state === 'over' && !seen.current.has(one.id));
    if (ended.length === 0) return;
    for (const { id } of ended) seen.current.add(id);
    for (const ms of LOOKS_MS) setTimeout(() => void queries.invalidateQueries({ queryKey: ['machines'] }), ms);
    void queries.invalidateQueries({ queryKey: ['access.audit'] });
  }, [operations, queries]);
}

function Note({ operation, onRead }: { operation: Operation; onRead: () => void }) {
  const { t } = useTranslation('deeds');
  const { action, items, state } = operation;
  const about = items.length === 1 ? items[0]!.name : t('many', { count: items.length });
  const wrong = items.filter(item => item.state === 'failed' || item.state === 'refused');
  const done = items.filter(item => item.state === 'done');
  return (
    <section className="operation" role="status" aria-label={`${t(`action.${action}`)} ${about}`}>
      <header className="row">
        {state === 'over' && <StateMark state={wrong.some(item => item.state === 'failed') ? 'critical' : wrong.length > 0 ? 'warn' : 'ok'} silent />}
        <b className="cut">{isOver(operation) ? `${t(`action.${action}`)}: ${about}` : `${t(`going.${action}`)} ${about}`}</b>
        <span className="grow" />
        {isOver(operation) && <ActionIcon variant="subtle" size={22} aria-label={t('close')} onClick={onRead}><Icon name="x" size={13} /></ActionIcon>}
      </header>
      {state === 'pending' && <Pending operation={operation} />}
      {state === 'running' && <><p className="sub">{t('running', { done: items.filter(item => item.state !== 'waiting' && item.state !== 'sending').length, count: items.length })}</p><Progress value={100 * (items.length - items.filter(item => item.state === 'waiting' || item.state === 'sending').length) / items.length} size="sm" aria-label={t('running', { done: done.length, count: items.length })} /></>}
      {state === 'canceled' && <p className="sub">{t('undone')}</p>}
      {state === 'over' && <Results items={items} />}
    </section>
  );
}

function Pending({ operation }: { operation: Operation }) {
  const { t } = useTranslation('deeds');
  const may = useMay('machine:write');
  const cancel = useAction((host, id: string) => host.machines.cancel({ id }));
  const left = useSecondsTo(operation.sentAt);
  return (
    <div className="row">
      <span className="sub grow">{t('in', { count: left })}</span>
      <Button onClick={() => void cancel.run(operation.id).catch(() => undefined)} loading={cancel.running} disabled={!may} leftSection={<Icon name="undo" size={14} />}>{t('undo')}</Button>
    </div>
  );
}

/** Whole seconds until a time, counted down. */
function useSecondsTo(time: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 200);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, Math.ceil((time - now) / 1000));
}

/** How many of each, those that failed by name with the reason, and the calls to take along. */
function Results({ items }: { items: readonly OperationItem[] }) {
  const { t } = useTranslation('deeds');
  const linkTo = useLinkTo();
  const count = (state: OperationItem['state']) => items.filter(item => item.state === state).length;
  const wrong = items.filter(item => item.state === 'failed' || item.state === 'refused');
  const calls = items.map(item => item.receipt).filter(receipt => receipt !== '');
  const counts = (['done', 'failed', 'refused'] as const).filter(state => count(state) > 0).map(state => t(`over.${state}`, { count: count(state) })).join(', ');
  return (
    <>
      <p className="sub">{counts}{items.length === 1 && items[0]?.detail ? <span className="mono"> {items[0].detail}</span> : null}</p>
      {wrong.length > 0 && <ul className="operation-wrong">{wrong.map(item => <li key={item.id}><b>{item.name}</b> <span className={item.state === 'failed' ? 'c-critical' : 'sub'}>{item.error?.message}</span></li>)}</ul>}
      <div className="row">
        {calls.length > 0 && <CopyButton value={calls.join('\n\n')}>{({ copied, copy }) => <Button size="compact-xs" variant="subtle" onClick={copy} leftSection={<Icon name={copied ? 'check' : 'copy'} size={12} />}>{t('copyCurl')}</Button>}</CopyButton>}
        <Button size="compact-xs" variant="subtle" component={Link} href={linkTo('/audit', { path: 'machines.' })} leftSection={<Icon name="shield" size={12} />}>{t('audit')}</Button>
      </div>
    </>
  );
}
