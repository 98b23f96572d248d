import { Button, Select, Switch } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { AUDIT_OUTCOMES, type AuditRow } from '../../src-main/shared/contract/access.ts';
import { DOORS } from './doors.ts';
import type { AuditFilter } from './useAudit.ts';

/** Who, what, through which door and how it ended. What can be chosen of names is what the records so far have, and what is chosen. */
export function Filters({ filter, rows }: { filter: AuditFilter; rows: readonly AuditRow[] }) {
  const { t } = useTranslation('audit');
  const { caller = '', path = '', target = '', via = '', outcome = '' } = filter.query;
  const callers = useMemo(() => namesIn(rows.map(row => row.caller), caller), [rows, caller]);
  const paths = useMemo(() => namesIn([...rows.map(row => row.path), ...rows.map(row => `${row.path.split('.')[0]}.`)], path), [rows, path]);
  const targets = useMemo(() => namesIn(rows.map(row => row.target), target), [rows, target]);
  const pick = (name: 'caller' | 'path' | 'target', value: string, data: readonly string[]) => (
    <Select className={`audit-${name}`} size="xs" searchable clearable aria-label={t(`what.${name}`)} placeholder={t(`any.${name}`)} data={data} value={value || null} onChange={next => filter.set(name, next)} nothingFoundMessage={t('nothing')} comboboxProps={{ width: 'max-content', position: 'bottom-start' }} />
  );
  return (
    <div className="audit-filters">
      {pick('caller', caller, callers)}
      {pick('path', path, paths)}
      {pick('target', target, targets)}
      <Select className="audit-short" size="xs" clearable aria-label={t('what.outcome')} placeholder={t('any.outcome')} data={AUDIT_OUTCOMES.map(value => ({ value, label: t(`outcome.${value}`) }))} value={outcome || null} onChange={next => filter.set('outcome', next)} />
      <Select className="audit-short" size="xs" clearable aria-label={t('what.via')} placeholder={t('any.via')} data={DOORS.map(value => ({ value, label: t(`door.${value}`) }))} value={via || null} onChange={next => filter.set('via', next)} />
      <Switch size="xs" label={t('within')} checked={filter.within} onChange={event => filter.set('within', event.currentTarget.checked ? '1' : null)} />
      {filter.isSet && <Button variant="subtle" onClick={filter.clear}>{t('clear')}</Button>}
    </div>
  );
}

const namesIn = (names: readonly string[], chosen: string): string[] => [...new Set([...names, chosen])].filter(name => name !== '').sort();
