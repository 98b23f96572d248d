import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { MachineEvent } from '../../src-main/shared/contract/events.ts';
import type { MachineRow } from '../../src-main/shared/model/machine.ts';
import type { CallState } from '../host/hooks.ts';
import { exactText, whenText } from '../ui/clock.ts';
import type { DataColumn } from '../ui/columns.ts';
import { DataTable } from '../ui/DataTable.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { useLanguage } from '../ui/language.ts';
import { StateMark } from '../ui/StateMark.tsx';
import { EmptyTab } from './EmptyTab.tsx';
import { sinceOf, unitWord } from './events.ts';
import { markOfUnit, type Service } from './services.ts';

const NONE: readonly Service[] = [];
const nameOf = (service: Service): string => service.name;

interface ServicesProps { readonly row: MachineRow; readonly services: CallState<readonly Service[]>; readonly events: readonly MachineEvent[] }

/** Every unit of a machine with its state, failed ones first. */
export function Services({ row, services: { data, error, refetch }, events }: ServicesProps) {
  const { t } = useTranslation('inventory');
  const language = useLanguage();
  const columns = useMemo((): readonly DataColumn<Service>[] => {
    const since = sinceOf(events, 'service');
    return [
      { id: 'name', head: t('column.unit'), value: nameOf, fixed: true, width: 'minmax(200px, 2fr)', cell: unit => <span className="row machine-name"><StateMark state={markOfUnit(unit.state)} silent /><b className="cut" title={unit.name}>{unit.name}</b></span> },
      { id: 'state', head: t('column.state'), value: unit => unitWord(unit.state, t), fixed: true, width: 'minmax(110px, 1fr)', words: unit => unit.state, csv: unit => unit.state, cell: unit => <span className={unit.state === 'failed' ? 'c-critical strong' : unit.state === 'active' ? '' : 'sub'}>{unitWord(unit.state, t)}</span> },
      { id: 'kind', head: t('column.kind'), value: unit => unit.kind, width: 'minmax(80px, 1fr)', cell: unit => <span className="sub">{unit.kind}</span> },
      { id: 'since', head: t('column.changed'), value: unit => since.get(unit.name) ?? null, width: '130px', right: true, cell: unit => <When time={since.get(unit.name)} language={language} />, csv: unit => { const time = since.get(unit.name); return time === undefined ? '' : new Date(time).toISOString(); } },
    ];
  }, [t, language, events]);
  if (error && data === undefined) return <ErrorNote error={error} onRetry={refetch} />;
  return <DataTable id="services" name={t('tab.services')} rows={data ?? NONE} columns={columns} rowId={nameOf} empty={data && <EmptyTab row={row} what="services" />} />;
}

function When({ time, language }: { time: number | undefined; language: 'en' | 'zh' }) {
  return time === undefined ? <span className="dim">–</span> : <span title={exactText(time)}>{whenText(time, Date.now(), language, true)}</span>;
}
