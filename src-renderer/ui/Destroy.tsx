import { Button, Modal, Progress, TextInput } from '@mantine/core';
import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

const WAIT_MS = 5_000;
const STEP_MS = 100;

interface DestroyProps {
  readonly opened: boolean;
  readonly title: string;
  /** what goes, how much, what goes with it, what it saves: one line each */
  readonly plan: readonly ReactNode[];
  /** to be typed before anything can happen */
  readonly name: string;
  /** the button's word */
  readonly verb: string;
  readonly onConfirmed: () => void;
  readonly onClose: () => void;
}

/** Before something that can't be taken back: the plan, its name to be typed, then five seconds in which nothing has been sent. */
export function Destroy(props: DestroyProps) {
  const { t } = useTranslation('ui');
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={props.title} size={460} withCloseButton={false} aria-label={props.title}>
      {props.opened && <Plan {...props} />}
      <p className="cap destroy-foot">{t('destroy.foot')}</p>
    </Modal>
  );
}

function Plan({ plan, name, verb, onConfirmed, onClose }: DestroyProps) {
  const { t } = useTranslation('ui');
  const [typed, setTyped] = useState('');
  const [left, setLeft] = useState<number | null>(null);
  const cancel = useRef<HTMLButtonElement>(null);
  const waiting = left !== null;
  const act = useEffectEvent(() => { onClose(); onConfirmed(); });
  useEffect(() => {
    cancel.current?.focus();
    if (!waiting) return;
    const end = performance.now() + WAIT_MS;
    const timer = setInterval(() => {
      const rest = end - performance.now();
      if (rest > 0) return setLeft(rest);
      clearInterval(timer);
      act();
    }, STEP_MS);
    return () => clearInterval(timer);
  }, [waiting]);
  return (
    <form className="destroy" onSubmit={event => { event.preventDefault(); if (typed === name) setLeft(WAIT_MS); }}>
      <ul>{plan.map((line, i) => <li key={String(i)}>{line}</li>)}</ul>
      {waiting ? <div aria-live="polite"><p>{t('destroy.waiting', { seconds: Math.ceil(left / 1000) })}</p><Progress value={100 - left / WAIT_MS * 100} color="red" size="sm" transitionDuration={STEP_MS} aria-label={t('destroy.waiting', { seconds: Math.ceil(left / 1000) })} /></div>
        : <TextInput label={t('destroy.type', { name })} value={typed} onChange={event => setTyped(event.currentTarget.value)} autoComplete="off" spellCheck={false} />}
      <div className="row destroy-buttons">
        <Button ref={cancel} data-autofocus onClick={onClose}>{t('cancel')}</Button>
        {!waiting && <Button type="submit" data-danger disabled={typed !== name}>{verb}</Button>}
      </div>
    </form>
  );
}
