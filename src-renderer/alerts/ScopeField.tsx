import { Combobox, Pill, PillsInput, useCombobox } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScopeMatcher } from '../../src-main/shared/model/simplerule.ts';
import { useCall } from '../host/hooks.ts';
import { folded, matches } from '../ui/columns.ts';
import { matcherWords, parseMatcher, scopeLabels, valuesOf, withValue } from './scope.ts';

const MOST_LABELS = 14;
const MOST_VALUES = 200;
const SHOWN = 8;
const RECENT_MS = 3_600_000;

interface ScopeFieldProps {
  readonly scope: readonly ScopeMatcher[];
  readonly onChange: (scope: readonly ScopeMatcher[]) => void;
  /** a metric that the watched machines have */
  readonly metric: string;
}

/** For which machines: picked from the values that labels have, or typed as `env=~"prod.*"`. Nothing picked means all, later ones too. */
export function ScopeField({ scope, onChange, metric }: ScopeFieldProps) {
  const { t } = useTranslation('alerts');
  const [text, setText] = useState('');
  const store = useCombobox({ onDropdownClose: () => store.resetSelectedOption() });
  const labels = useLabels(metric);
  const typed = parseMatcher(text);
  const words = folded(text.trim());
  const submit = (picked: string) => {
    const at = picked.indexOf(' ');
    onChange(picked === TYPED && typed ? [...scope, typed] : withValue(scope, picked.slice(0, at), picked.slice(at + 1)));
    setText('');
  };
  const chosen = (name: string, value: string) => scope.some(matcher => matcher.name === name && valuesOf(matcher)?.includes(value));
  const groups = labels.map(({ name, values }) => ({ name, values: values.filter(value => !chosen(name, value) && (words === '' || matches(folded(`${name} ${value}`), words))).slice(0, words === '' ? SHOWN : SHOWN * 3) })).filter(({ values }) => values.length > 0);
  return (
    <Combobox store={store} onOptionSubmit={submit} size="xs" withinPortal>
      <Combobox.DropdownTarget>
        <PillsInput size="xs" label={t('form.machines')} className="scope-field" onClick={() => store.openDropdown()}>
          <Pill.Group>
            {scope.map((matcher, i) => {
              const { name, value } = matcherWords(matcher);
              return <Pill key={`${matcher.name}${matcher.op}${matcher.value}`} size="xs" withRemoveButton onRemove={() => onChange(scope.toSpliced(i, 1))} removeButtonProps={{ 'aria-label': t('filter.drop', { name: `${name} ${value}` }) }}><span className="dim">{name}</span> {value}</Pill>;
            })}
            <Combobox.EventsTarget>
              <PillsInput.Field value={text} placeholder={scope.length === 0 ? t('form.allMachines') : ''} aria-label={t('form.machines')} onFocus={() => store.openDropdown()} onBlur={() => { store.closeDropdown(); setText(''); }}
                onChange={event => { setText(event.currentTarget.value); store.openDropdown(); store.updateSelectedOptionIndex(); }}
                onKeyDown={event => { if (event.key === 'Backspace' && text === '' && scope.length > 0) onChange(scope.slice(0, -1)); }} />
            </Combobox.EventsTarget>
          </Pill.Group>
        </PillsInput>
      </Combobox.DropdownTarget>
      <Combobox.Dropdown hidden={groups.length === 0 && typed === null}>
        <Combobox.Options mah={300} style={{ overflowY: 'auto' }}>
          {typed && <Combobox.Option value={TYPED}><code>{typed.name}{typed.op}"{typed.value}"</code></Combobox.Option>}
          {groups.map(({ name, values }) => <Combobox.Group key={name} label={labelWords(name, t)}>{values.map(value => <Combobox.Option key={value} value={`${name} ${value}`}>{value}</Combobox.Option>)}</Combobox.Group>)}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
const TYPED = ':typed';

/** What people call a label; a tag goes by its own name. */
function labelWords(name: string, t: ReturnType<typeof useTranslation<'alerts'>>['t']): string {
  const known = (['group', 'cloud', 'account', 'region', 'instance', 'job', 'from'] as const).find(each => each === name);
  return known ? t(`label.${known}`) : name.startsWith('tag_') ? t('label.tag', { name: name.slice(4) }) : name;
}

/** Labels of the metric's recent series that machines are chosen by, with their values. */
function useLabels(metric: string): readonly { readonly name: string; readonly values: readonly string[] }[] {
  const { data } = useCall(['alerts', 'scope', metric], async (host, signal) => {
    const recent = { matchers: [metric], from: Date.now() - RECENT_MS };
    const names = scopeLabels(await host.metrics.labelNames(recent, signal)).slice(0, MOST_LABELS);
    const values = await Promise.all(names.map(name => host.metrics.labelValues({ name, ...recent, limit: MOST_VALUES }, signal)));
    return names.map((name, i) => ({ name, values: values[i]! }));
  });
  return useMemo(() => data ?? [], [data]);
}
