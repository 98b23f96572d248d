import { useTranslation } from 'react-i18next';
import { useFiringOn, useLiveAlerts } from './AlertsProvider.tsx';
import './firing.css';
import { severityOf, worstOf } from './severity.ts';

/** How many alerts fire, beside the way to them; nothing while none does. */
export function RailCount() {
  const { t } = useTranslation('alerts');
  const { firing } = useLiveAlerts();
  const severity = worstOf(firing.map(({ labels }) => severityOf(labels)));
  return (
    <span role="status" aria-live="polite">
      {firing.length > 0 && <span className="rail-count" data-severity={severity}><span aria-hidden="true">{firing.length > 99 ? '99+' : firing.length}</span><span className="unseen">{t('badge', { count: firing.length })}</span></span>}
    </span>
  );
}

/** The same of one machine, beside its name. */
export function MachineCount({ job, instance }: { job: string; instance: string }) {
  const { t } = useTranslation('alerts');
  const { firing, severity } = useFiringOn({ job, instance });
  if (firing.length === 0) return null;
  const label = t('badge', { count: firing.length });
  return <span className="firing-count" data-severity={severity} title={`${label}\n${firing.map(({ rule }) => rule).join('\n')}`}><span className="unseen">{label}</span><span aria-hidden="true">{firing.length}</span></span>;
}
