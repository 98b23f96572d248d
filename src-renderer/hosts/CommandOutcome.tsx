import { useTranslation } from 'react-i18next';
import type { CommandState } from '../../src-main/shared/model/sshhost.ts';
import { exactText, whenText } from '../ui/clock.ts';
import { formatDuration } from '../ui/format.ts';
import { useLanguage } from '../ui/language.ts';
import { StateMark } from '../ui/StateMark.tsx';

/** What a command last gave: when, how long, its exit code, what it wrote. */
export function CommandOutcome({ state }: { state: CommandState }) {
  const { t } = useTranslation('hosts');
  const language = useLanguage();
  if (state.lastRun === null) return <p className="cap">{t('command.notYet')}</p>;
  return (
    <div className="host-outcome">
      <p className="row">
        <StateMark state={state.error === null ? 'ok' : 'critical'} silent />
        <span title={exactText(state.lastRun)}>{whenText(state.lastRun, Date.now(), language, true)}</span>
        <span className="dim">{formatDuration(state.lastMs, language)}</span>
        {state.exitCode !== null && <span className={state.exitCode === 0 ? 'dim' : 'c-critical'}>{t('command.exit', { code: state.exitCode })}</span>}
        <span className="dim">{t('command.samples', { count: state.samples })}</span>
      </p>
      {state.error !== null && <p className="c-critical">{state.error}</p>}
      {state.output !== '' && <pre className="mono" title={t('command.output')}>{state.output}</pre>}
    </div>
  );
}
