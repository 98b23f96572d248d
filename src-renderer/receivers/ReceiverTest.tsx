import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppError } from '../../src-main/shared/model/errors.ts';
import type { TestSend } from '../../src-main/shared/model/message.ts';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { formatDuration } from '../ui/format.ts';
import { useLanguage } from '../ui/language.ts';
import { StateMark } from '../ui/StateMark.tsx';

/** What became of a test: the other side's own status and words. */
export function ReceiverTest({ error, answer }: { error: AppError | null; answer: TestSend | null }) {
  const { t } = useTranslation('receivers');
  const language = useLanguage();
  const box = useRef<HTMLElement>(null);
  useEffect(() => { if (answer) box.current?.scrollIntoView({ block: 'nearest' }); }, [answer]);
  if (error) return <ErrorNote error={error} what={t('test.impossible')} />;
  if (!answer) return null;
  return (
    <section ref={box} className="side-test" aria-live="polite">
      <h3><span className="row"><StateMark state={answer.ok ? 'ok' : 'critical'} silent /><b>{t(answer.ok ? 'test.passed' : 'test.failed')}</b>{answer.status !== null && <span className="chip num">{answer.status}</span>}</span><span className="num dim">{formatDuration(answer.ms, language)}</span></h3>
      {answer.answer !== '' && <><p className="cap">{t('test.said')}</p><pre className="remote-answer">{answer.answer}</pre></>}
    </section>
  );
}
