import { Combobox, Pill, PillsInput, useCombobox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { folded, matches } from '../ui/columns.ts';
import { Icon } from '../ui/icons.tsx';
import type { AlertFilter } from './rows.ts';
import { SEVERITIES } from './severity.ts';

const KINDS = ['severity', 'rule', 'machine'] as const;
const MOST = 12;

interface FilterFieldProps {
  readonly filter: AlertFilter;
  readonly set: (change: Partial<AlertFilter>) => void;
  readonly rules: readonly string[];
  readonly machines: readonly { readonly instance: string; readonly name: string }[];
}

/** One field for what is looked for: words, or a severity, rule or machine picked from the list. */
export function FilterField({ filter, set, rules, machines }: FilterFieldProps) {
  const { t } = useTranslation('alerts');
  const store = useCombobox({ onDropdownClose: () => store.resetSelectedOption() });
  const nameOf = (instance: string) => machines.find(machine => machine.instance === instance)?.name ?? instance;
  const words = folded(filter.text.trim());
  const choices = { severity: SEVERITIES.map(value => ({ value, text: t(`severity.${value}`) })), rule: rules.map(value => ({ value, text: value })), machine: machines.map(({ instance, name }) => ({ value: instance, text: name })) };
  const pills = KINDS.flatMap(kind => filter[kind] === '' ? [] : [{ kind, text: kind === 'severity' ? t(`severity.${filter[kind]}`) : kind === 'machine' ? nameOf(filter[kind]) : filter[kind] }]);
  const submit = (picked: string) => {
    const [kind = '', ...value] = picked.split(' ');
    set({ [kind]: value.join(' '), text: '' });
    store.closeDropdown();
  };
  return (
    <Combobox store={store} onOptionSubmit={submit} size="xs">
      <Combobox.DropdownTarget>
        <PillsInput size="xs" className="alerts-filter" onClick={() => store.openDropdown()} leftSection={<Icon name="filter" size={14} />}>
          <Pill.Group>
            {pills.map(({ kind, text }) => <Pill key={kind} withRemoveButton size="xs" onRemove={() => set({ [kind]: '' })} removeButtonProps={{ 'aria-label': t('filter.drop', { name: text }) }}><span className="dim">{t(`filter.${kind}`)}</span> {text}</Pill>)}
            <Combobox.EventsTarget>
              <PillsInput.Field data-filter value={filter.text} placeholder={pills.length === 0 ? t('filter.placeholder') : ''} aria-label={t('filter.placeholder')} onFocus={() => store.openDropdown()} onBlur={() => store.closeDropdown()}
                onChange={event => { set({ text: event.currentTarget.value }); store.openDropdown(); }}
                onKeyDown={event => { if (event.key === 'Backspace' && filter.text === '' && pills.length > 0) set({ [pills.at(-1)!.kind]: '' }); if (event.key === 'Escape' && filter.text !== '') { set({ text: '' }); event.stopPropagation(); } }} />
            </Combobox.EventsTarget>
          </Pill.Group>
        </PillsInput>
      </Combobox.DropdownTarget>
      <Combobox.Dropdown>
        <Combobox.Options mah={320} style={{ overflowY: 'auto' }}>
          {KINDS.map(kind => {
            const found = choices[kind].filter(({ text }) => filter[kind] === '' && matches(folded(text), words)).slice(0, MOST);
            return found.length > 0 && <Combobox.Group key={kind} label={t(`filter.${kind}`)}>{found.map(({ value, text }) => <Combobox.Option key={value} value={`${kind} ${value}`}>{text}</Combobox.Option>)}</Combobox.Group>;
          })}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
