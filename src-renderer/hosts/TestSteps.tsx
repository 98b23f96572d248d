import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { SshTestStep } from '../../src-main/shared/model/sshhost.ts';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { formatDuration } from '../ui/format.ts';
import { useLanguage } from '../ui/language.ts';
import { StateMark } from '../ui/StateMark.tsx';
import { byHop } from './hops.ts';
import { HostKeyCard } from './HostKeyCard.tsx';
import type { HostTest } from './useHostTest.ts';

/**
 * Each step with its time and what was found, by machine on the way; after a failed one, none follows. A key that waits for a word can be trusted here, and the
 * test goes on.
 * asks  false where the key is asked about already
 */
export function TestSteps({ test, asks = true }: { test: HostTest; asks?: boolean }) {
  const { t } = useTranslation('hosts');
  const language = useLanguage();
  const box = useRef<HTMLElement>(null);
  useEffect(() => { if (test.progress) box.current?.scrollIntoView({ block: 'nearest' }); }, [test.progress]);
  if (!test.progress) return null;
  const { trial, steps, running, error } = test.progress;
  const failed = steps.find(step => !step.ok);
  const title = running ? t('test.running') : failed ? t(failed.question ? 'test.asks' : 'test.failed', { step: t(`step.${failed.step}`) }) : error ? '' : t('test.passed');
  const hops = byHop(steps);
  const question = asks ? failed?.question ?? null : null;
  return (
    <section ref={box} className="side-test" aria-live="polite">
      <h3><b>{title}</b>{!running && !failed && steps.length > 0 && <span className="num dim">{formatDuration(hops.reduce((sum, hop) => sum + hop.ms, 0), language)}</span>}</h3>
      {hops.map(({ hop, steps: inside }) => (
        <div key={hop}>
          {(hops.length > 1 || hop !== '') && <p className="cap">{hop === '' ? trial.config.name : t('test.via', { hop })}</p>}
          <ol>{inside.map(step => <Step key={step.step} step={step} />)}</ol>
        </div>
      ))}
      {question && <HostKeyCard open={{ id: question.key.fingerprint, question, hosts: [failed?.hop || trial.config.name] }} onTrusted={test.again} />}
      {error && <ErrorNote error={error} />}
    </section>
  );
}

function Step({ step }: { step: SshTestStep }) {
  const { t } = useTranslation('hosts');
  const language = useLanguage();
  return (
    <li>
      <StateMark state={step.ok ? 'ok' : step.question?.state === 'unknown' ? 'warn' : 'critical'} silent />
      <b>{t(`step.${step.step}`)}</b>
      <span className={step.ok || step.question?.state === 'unknown' ? 'sub' : 'c-critical'}>{step.detail}</span>
      <span className="num dim">{formatDuration(step.ms, language)}</span>
    </li>
  );
}
