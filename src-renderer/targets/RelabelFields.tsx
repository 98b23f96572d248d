import { useTranslation } from 'react-i18next';
import { RelabelTrial, type Trial } from '../relabel/RelabelTrial.tsx';
import { RuleField } from '../relabel/RuleField.tsx';
import { isChecked } from '../relabel/rules.ts';
import type { Problems, TargetForm } from './form.ts';

export const hasRelabelProblem = (problems: Problems): boolean => problems.relabel !== undefined || problems.metricRelabel !== undefined;

const TARGET_EXAMPLE = "- source_labels: [__address__]\n  regex: '(.*):.*'\n  target_label: host";
const SERIES_EXAMPLE = "- action: drop\n  source_labels: [__name__]\n  regex: 'go_.*'";

/** The rules of a target as YAML, and what they do to it and its series. trial: absent while the form makes no configuration */
export function RelabelFields({ form, set, trial }: { form: TargetForm; set: (change: Partial<TargetForm>) => void; trial: Trial | undefined }) {
  const { t } = useTranslation('targets');
  const inUse = form.relabel.text.trim() !== '' || form.metricRelabel.text.trim() !== '';
  const sound = [form.relabel, form.metricRelabel].every(rules => isChecked(rules) && rules.problems.length === 0);
  return (
    <div className="target-advanced">
      <RuleField label={t('field.relabel')} description={t('hint.relabel')} placeholder={TARGET_EXAMPLE} value={form.relabel} onChange={relabel => set({ relabel })} />
      <RuleField label={t('field.metricRelabel')} description={t('hint.metricRelabel')} placeholder={SERIES_EXAMPLE} value={form.metricRelabel} onChange={metricRelabel => set({ metricRelabel })} />
      {inUse && sound && trial && <RelabelTrial trial={trial} />}
    </div>
  );
}
