import { Textarea } from '@mantine/core';
import { useEffect, useEffectEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useHost } from '../host/hooks.ts';
import './relabel.css';
import { checkRules, isChecked, type RuleText } from './rules.ts';

const PAUSE_MS = 300;

interface RuleFieldProps {
  readonly label: string;
  readonly description: string;
  readonly placeholder: string;
  readonly value: RuleText;
  readonly onChange: (value: RuleText) => void;
}

/** Rules as YAML. The host reads them after a pause in typing; what is wrong stands below, by line. */
export function RuleField({ label, description, placeholder, value, onChange }: RuleFieldProps) {
  const { t } = useTranslation('relabel');
  const host = useHost();
  const check = useEffectEvent(async (signal: AbortSignal) => {
    const checked = await checkRules(host, value, signal).catch(() => null); // asked again when something is typed, and before saving
    if (checked !== null && !signal.aborted) onChange(checked);
  });
  useEffect(() => {
    if (isChecked(value)) return;
    const leaving = new AbortController();
    const timer = setTimeout(() => void check(leaving.signal), PAUSE_MS);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [value]);
  const problems = value.problems.length === 0 || !isChecked(value) ? undefined : value.problems.slice(0, 5).map(({ line, problem }) => t('line', { line, problem })).join('\n');
  return (
    <Textarea label={label} description={description} placeholder={placeholder} className="mono-field rule-field" autosize minRows={3} maxRows={16} spellCheck={false}
      value={value.text} error={problems} onChange={event => onChange({ ...value, text: event.currentTarget.value })} />
  );
}
