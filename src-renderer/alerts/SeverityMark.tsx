import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/icons.tsx';
import { StateMark } from '../ui/StateMark.tsx';
import { markOf, type Severity } from './severity.ts';

/** A severity as a shape, with its name for a screen reader unless the word stands beside it (`silent`). What is only a hint is no state. */
export function SeverityMark({ severity, size = 16, silent = false }: { severity: Severity; size?: number; silent?: boolean }) {
  const { t } = useTranslation('alerts');
  if (severity !== 'info') return <StateMark state={markOf(severity)} size={size} silent={silent} />;
  return <>{!silent && <span className="unseen">{t('severity.info')}</span>}<Icon name="info" size={size} className="mark c-accent" /></>;
}
