import { ActionIcon, Button, Checkbox, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/icons.tsx';
import type { Field, Problems, TargetForm } from './form.ts';

const FIELDS: readonly Field[] = ['labels', 'bodyLimit', 'sampleLimit', 'ca', 'serverName'];
export const hasAdvancedProblem = (problems: Problems): boolean => FIELDS.some(field => problems[field] !== undefined);

interface AdvancedProps {
  readonly form: TargetForm;
  readonly set: (change: Partial<TargetForm>) => void;
  readonly problems: Problems;
}

/** What few targets need: labels, TLS, limits, how to take what the page says about itself. */
export function AdvancedFields({ form, set, problems }: AdvancedProps) {
  const { t } = useTranslation('targets');
  const wrong = (field: Field) => { const problem = problems[field]; return problem && t(`problem.${problem}`); };
  return (
    <div className="target-advanced">
      <LabelFields form={form} set={set} problem={wrong('labels')} />
      <fieldset>
        <legend>{t('group.page')}</legend>
        <Checkbox label={t('field.honorLabels')} description={t('hint.honorLabels')} checked={form.honorLabels} onChange={event => set({ honorLabels: event.currentTarget.checked })} />
        <Checkbox label={t('field.honorTimestamps')} description={t('hint.honorTimestamps')} checked={form.honorTimestamps} onChange={event => set({ honorTimestamps: event.currentTarget.checked })} />
        <Checkbox label={t('field.followRedirects')} checked={form.followRedirects} onChange={event => set({ followRedirects: event.currentTarget.checked })} />
      </fieldset>
      <fieldset>
        <legend>{t('group.limits')}</legend>
        <div className="target-pair">
          <TextInput label={t('field.bodyLimit')} description={t('hint.limit')} inputMode="decimal" value={form.bodyLimit} error={wrong('bodyLimit')} onChange={event => set({ bodyLimit: event.currentTarget.value })} />
          <TextInput label={t('field.sampleLimit')} description={t('hint.limit')} inputMode="numeric" value={form.sampleLimit} error={wrong('sampleLimit')} onChange={event => set({ sampleLimit: event.currentTarget.value })} />
        </div>
      </fieldset>
      <fieldset>
        <legend>TLS</legend>
        <TextInput label={t('field.serverName')} description={t('hint.serverName')} value={form.serverName} error={wrong('serverName')} onChange={event => set({ serverName: event.currentTarget.value })} />
        <Textarea label={t('field.ca')} description={t('hint.ca')} placeholder="-----BEGIN CERTIFICATE-----" autosize minRows={2} maxRows={6} className="mono-field" spellCheck={false} value={form.ca} error={wrong('ca')} onChange={event => set({ ca: event.currentTarget.value })} />
        <Checkbox label={t('field.insecure')} description={t('hint.insecure')} checked={form.insecureSkipVerify} onChange={event => set({ insecureSkipVerify: event.currentTarget.checked })} />
      </fieldset>
    </div>
  );
}

function LabelFields({ form, set, problem }: { form: TargetForm; set: AdvancedProps['set']; problem: string | undefined }) {
  const { t } = useTranslation('targets');
  const change = (at: number, part: { name?: string; value?: string }) => set({ labels: form.labels.map((label, i) => i === at ? { ...label, ...part } : label) });
  return (
    <fieldset>
      <legend>{t('group.labels')}</legend>
      <p className="cap">{t('hint.labels')}</p>
      {form.labels.map((label, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a label has no name before it is given one
        <div key={i} className="target-label">
          <TextInput aria-label={t('field.labelName')} placeholder="env" value={label.name} spellCheck={false} onChange={event => change(i, { name: event.currentTarget.value })} />
          <TextInput aria-label={t('field.labelValue')} placeholder="prod" value={label.value} spellCheck={false} onChange={event => change(i, { value: event.currentTarget.value })} />
          <ActionIcon variant="subtle" aria-label={t('removeLabel')} onClick={() => set({ labels: form.labels.filter((_, at) => at !== i) })}><Icon name="x" size={14} /></ActionIcon>
        </div>
      ))}
      {problem && <p className="c-critical target-problem" role="alert">{problem}</p>}
      <Button variant="subtle" leftSection={<Icon name="plus" size={14} />} onClick={() => set({ labels: [...form.labels, { name: '', value: '' }] })}>{t('addLabel')}</Button>
    </fieldset>
  );
}
