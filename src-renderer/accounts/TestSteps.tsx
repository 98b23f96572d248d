import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountTestStep } from '../../src-main/shared/model/cloud.ts';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { formatDuration } from '../ui/format.ts';
import { useLanguage } from '../ui/language.ts';
import { StateMark } from '../ui/StateMark.tsx';
import type { Texts } from './words.ts';
import { type AccountTest, machinesFound, type TestProgress } from './useAccountTest.ts';

/** Each step with its time and what was found; each region by itself, those without machines summed up. */
export function TestSteps({ test }: { test: AccountTest }) {
  const { t } = useTranslation('accounts');
  const box = useRef<HTMLElement>(null);
  useEffect(() => { if (test.progress) box.current?.scrollIntoView({ block: 'nearest' }); }, [test.progress]);
  if (!test.progress) return null;
  const { steps, running, error } = test.progress;
  const isEmpty = ({ step, ok, machines }: AccountTestStep) => step === 'list' && ok && machines === 0;
  const empty = steps.filter(isEmpty).length;
  return (
    <section ref={box} className="side-test" aria-live="polite">
      <h3><b>{titleOf(test.progress, t)}</b></h3>
      <ol>{steps.filter(step => !isEmpty(step)).map(step => <Step key={`${step.step} ${step.region}`} step={step} />)}</ol>
      {empty > 0 && <p className="cap">{t('test.empty', { count: empty })}</p>}
      {error && !running && <ErrorNote error={error} />}
    </section>
  );
}

function titleOf({ steps, running, error }: TestProgress, t: Texts): string {
  if (running) return t('test.running');
  const failed = steps.find(({ ok }) => !ok);
  if (failed?.step === 'list') return t('test.partly');
  if (failed) return t('test.failed', { step: t(`step.${failed.step}`) });
  return error ? '' : t('test.passed', { count: machinesFound({ steps, running, error }) ?? 0 });
}

function Step({ step: { step, region, ok, detail, ms } }: { step: AccountTestStep }) {
  const { t } = useTranslation('accounts');
  const language = useLanguage();
  return (
    <li>
      <StateMark state={ok ? 'ok' : 'critical'} silent />
      <b>{region === '' ? t(`step.${step}`) : region}</b>
      <span className={ok ? 'sub' : 'c-critical'}>{detail}</span>
      <span className="num dim">{formatDuration(ms, language)}</span>
    </li>
  );
}
