import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TargetSecrets } from '../../src-main/shared/contract/targets.ts';
import type { AppError } from '../../src-main/shared/model/errors.ts';
import type { TargetConfig, TargetId, TestStep } from '../../src-main/shared/model/target.ts';
import { toAppError, useHost } from '../host/hooks.ts';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { formatDuration } from '../ui/format.ts';
import { useLanguage } from '../ui/language.ts';
import { StateMark } from '../ui/StateMark.tsx';
import { reasonOf } from './wrong.ts';

interface Progress { readonly url: string; readonly steps: readonly TestStep[]; readonly running: boolean; readonly error: AppError | null }
export interface ConnectionTest { readonly progress: Progress | null; readonly running: boolean; readonly run: (trial: Trial) => void }
/** id: of the target whose stored secrets are used where none are given */
interface Trial { readonly config: TargetConfig; readonly secrets: TargetSecrets; readonly id: TargetId | undefined }

/** Tries a configuration at the host; steps arrive as they end. Another run, or leaving, ends the one before. */
export function useConnectionTest(): ConnectionTest {
  const host = useHost();
  const [progress, setProgress] = useState<Progress | null>(null);
  const current = useRef<AbortController>(undefined);
  useEffect(() => () => current.current?.abort(), []);
  const run = async (trial: Trial) => {
    current.current?.abort();
    const leaving = new AbortController();
    current.current = leaving;
    const update = (change: (now: Progress) => Progress) => { if (!leaving.signal.aborted) setProgress(now => now && change(now)); };
    setProgress({ url: trial.config.url, steps: [], running: true, error: null });
    try {
      for await (const step of host.targets.test(trial, leaving.signal)) update(now => ({ ...now, steps: [...now.steps, step] }));
      update(now => ({ ...now, running: false }));
    } catch (error) {
      update(now => ({ ...now, running: false, error: toAppError(error) }));
    }
  };
  return { progress, running: progress?.running ?? false, run: trial => void run(trial) };
}

/** Each step with its time and what was found; after a failed one, none follows. */
export function TestSteps({ test }: { test: ConnectionTest }) {
  const { t } = useTranslation('targets');
  const language = useLanguage();
  const section = useRef<HTMLElement>(null);
  const told = test.progress?.steps.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each step that comes is brought into view, the form may be long
  useEffect(() => { section.current?.scrollIntoView({ block: 'nearest' }); }, [told]);
  if (!test.progress) return null;
  const { url, steps, running, error } = test.progress;
  const failed = steps.find(step => !step.ok);
  const title = running ? t('testing') : failed ? t('testFailed', { step: t(`step.${failed.step}`) }) : error ? '' : t('testPassed');
  return (
    <section ref={section} className="target-test" aria-live="polite">
      <h3><b>{title}</b> <span className="dim cut" title={url}>{url}</span></h3>
      <ol>
        {steps.map(step => (
          <li key={step.step}>
            <StateMark state={step.ok ? 'ok' : 'critical'} silent />
            <b>{t(`step.${step.step}`)}</b>
            <span className={step.ok ? 'sub' : 'c-critical'}>{step.code === undefined ? step.detail : t('failed', { reason: reasonOf(step.code, t), message: step.detail })}</span>
            <span className="num dim">{formatDuration(step.ms, language)}</span>
          </li>
        ))}
      </ol>
      {error && <ErrorNote error={error} />}
    </section>
  );
}
