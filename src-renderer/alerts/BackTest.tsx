import { UnstyledButton } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { dateTimeText } from '../ui/clock.ts';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { formatCount, formatDuration, type Language } from '../ui/format.ts';
import { useLanguage } from '../ui/language.ts';
import { StateMark } from '../ui/StateMark.tsx';
import { type Verdict, verdictOf } from './backtest.ts';
import { type Cell, cellsOf } from './cells.ts';
import type { Severity } from './severity.ts';
import { SeverityMark } from './SeverityMark.tsx';
import type { Trial } from './useTrial.ts';
import { type TrialWindow, WINDOWS, type WindowName } from './window.ts';

/** Between two labels over the cells, or they would lie over each other. */
const APART = 4;

interface OtherThreshold { readonly text: string; readonly chosen: boolean; readonly fired: number | undefined; readonly onPick: () => void }

interface BackTestProps {
  readonly trial: Trial;
  readonly windowName: WindowName;
  /** from when to when anything is stored */
  readonly covered: TrialWindow | null;
  readonly severity: Severity;
  readonly others: readonly OtherThreshold[];
}

/** How often the rule would have fired, when, and how often with other thresholds. What was known stays until the next answer is there. */
export function BackTest({ trial: { answer, window, stale, error }, windowName, covered, severity, others }: BackTestProps) {
  const { t } = useTranslation('alerts');
  const language = useLanguage();
  const verdict = answer && verdictOf(answer, window);
  return (
    <section className="back-test" aria-label={t('backtest.title')} aria-busy={stale}>
      {error && !stale ? <ErrorNote error={error} what={t('backtest.failed')} /> : <>
        <div className="back-test-head" role="status">
          {verdict !== undefined && verdict.fired > 0 ? <SeverityMark severity={severity} size={15} silent /> : <StateMark state={verdict === undefined ? 'unknown' : 'ok'} size={15} silent />}
          <b className="nowrap">{verdict ? verdictText(verdict, t) : t('backtest.running')}</b>
          <span className="sub cut">{verdict && detailText(verdict, covered, windowName, t, language)}</span>
          <span className="grow" />
          {answer && <span className="dim nowrap" title={t('backtest.evaluations', { text: formatCount(answer.evaluations) })}>{t('backtest.took', { time: formatDuration(answer.ms, language) })}</span>}
        </div>
        <Cells cells={verdict ? cellsOf(verdict.stretches, covered, window.from, window.to) : []} severity={severity} />
        {answer?.warnings.map(warning => <p key={warning} className="back-test-warning">{warning}</p>)}
      </>}
      {others.length > 0 && (
        <div className="back-test-others">
          <span className="grow cut">{t('backtest.others')}</span>
          {others.map(({ text, chosen, fired, onPick }) => <UnstyledButton key={text} className="threshold-chip" data-on={chosen || undefined} aria-pressed={chosen} onClick={onPick}>{text} <span>{fired === undefined ? '…' : fired === 0 ? t('backtest.never') : t('times', { count: fired })}</span></UnstyledButton>)}
        </div>
      )}
    </section>
  );
}

const verdictText = ({ fired }: Verdict, t: TFunction<'alerts'>): string => fired === 0 ? t('backtest.none') : t('backtest.fired', { count: fired });

function detailText({ fired, totalMs, longestMs }: Verdict, covered: TrialWindow | null, windowName: WindowName, t: TFunction<'alerts'>, language: Language): string {
  if (covered === null) return t('backtest.nothing');
  const length = WINDOWS[windowName];
  // less is stored than was asked for: what is said has to say so
  const short = covered.to - covered.from < 0.9 * length;
  const time = formatDuration(short ? Math.max(60_000, covered.to - covered.from) : length, language);
  const within = t(short ? 'backtest.stored' : 'backtest.in', { time });
  return fired === 0 || totalMs === 0 ? within : t('backtest.sums', { within, total: formatDuration(totalMs, language), longest: formatDuration(longestMs, language), count: fired });
}

function Cells({ cells, severity }: { cells: readonly Cell[]; severity: Severity }) {
  const { t } = useTranslation('alerts');
  const language = useLanguage();
  let last = -APART;
  return (
    <div className="back-test-cells" data-severity={severity} aria-hidden="true" style={{ gridTemplateColumns: `repeat(${Math.max(1, cells.length)}, 1fr)` }}>
      {cells.map((cell, i) => {
        const label = cell.runMs > 0 && i - last >= APART;
        if (label) last = i;
        return <i key={cell.to} data-kind={cell.kind} title={`${dateTimeText(cell.from)} – ${dateTimeText(cell.to)}${cell.kind === 'lost' ? `\n${t('backtest.nothing')}` : ''}`}>{label && <u data-end={i > cells.length - 3 || undefined}>{formatDuration(cell.runMs, language)}</u>}</i>;
      })}
    </div>
  );
}
