import { ActionIcon, Button, CloseButton, TextInput } from '@mantine/core';
import { type CSSProperties, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import type { MachineRow } from '../../src-main/shared/model/machine.ts';
import { type ChartQuery, QueryChart } from '../charts/QueryChart.tsx';
import { useCursor, useCursorAt } from '../host/cursor.ts';
import { useRange } from '../host/range.ts';
import { clockText, exactText, whenText } from '../ui/clock.ts';
import { compareValues, matches, present, type Sort } from '../ui/columns.ts';
import { csvText } from '../ui/csv.ts';
import { downloadCsv } from '../ui/download.ts';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { formatBytes, formatCount, formatPercent, MISSING } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import { useLanguage } from '../ui/language.ts';
import { matchersOf } from './address.ts';
import { forMachine } from './panels.ts';
import { CHANGE_MS, GROUP_CPU, GROUP_MEMORY, type ProcessGroup, useProcesses } from './processes.ts';

const NONE: readonly ProcessGroup[] = [];
/** The cursor must rest this long before the list follows it. */
const REST_MS = 150;
/** Growth in CHANGE_MS from which on it is coloured, as a share of the machine's memory. */
const GROWTH = { warn: 0.05, critical: 0.1 } as const;

/** What ran at the time of the cursor, or at the end of the range; with the change against ten minutes earlier. */
export function Processes({ row }: { row: MachineRow }) {
  const { t } = useTranslation('inventory');
  const language = useLanguage();
  const { time, pinned } = useRestingTime();
  const cursor = useCursor();
  const matchers = matchersOf(row);
  const { data, error, refetch } = useProcesses(matchers, time);
  const [parameters, setParameters] = useSearchParams();
  const selected = parameters.get('process');
  const select = (name: string | null) => setParameters(now => { if (name === null) now.delete('process'); else now.set('process', name); return now; }, { replace: true });
  const now = Date.now();
  return (
    <section className="panel processes" aria-label={t('process.title')}>
      <header>
        <h2>{t('process.at')} <span className="c-accent" title={exactText(time)}>{sameDay(time, now) ? clockText(time, true) : whenText(time, now, language)}</span></h2>
        <span className="panel-actions">
          {pinned && <Button className="processes-pin" onClick={cursor.unpin} leftSection={<Icon name="pin" size={12} />} title={t('process.unpin')}>{t('process.pinned')}</Button>}
        </span>
      </header>
      <p className="dim processes-note">{t('process.change', { time: clockText(time - CHANGE_MS) })}</p>
      {error && data === undefined && <ErrorNote error={error} onRetry={refetch} />}
      <ProcessList groups={data ?? NONE} stale={error !== null} memoryBytes={row.memoryBytes} selected={selected} onSelect={name => select(name === selected ? null : name)} loaded={data !== undefined} machine={row.name} />
      {selected !== null && <ProcessCharts matchers={matchers} name={selected} onClose={() => select(null)} />}
    </section>
  );
}

/** The time the list tells of: the cursor's once it rests, else the end of the range. Moves with whole seconds only. */
function useRestingTime(): { readonly time: number; readonly pinned: boolean } {
  const { to } = useRange();
  const { time, pinned } = useCursorAt();
  const [resting, setResting] = useState<number | null>(time);
  useEffect(() => {
    const timer = setTimeout(() => setResting(time), pinned ? 0 : REST_MS);
    return () => clearTimeout(timer);
  }, [time, pinned]);
  return { time: Math.floor((resting ?? to) / 1000) * 1000, pinned };
}

const sameDay = (a: number, b: number) => new Date(a).toDateString() === new Date(b).toDateString();

interface ProcessListProps {
  readonly groups: readonly ProcessGroup[];
  readonly loaded: boolean;
  readonly stale: boolean;
  readonly memoryBytes: number | null;
  readonly selected: string | null;
  readonly onSelect: (name: string) => void;
  readonly machine: string;
}

const COLUMNS = ['command', 'cpu', 'memory', 'count', 'delta'] as const;
const VALUE: Readonly<Record<(typeof COLUMNS)[number], (group: ProcessGroup) => string | number | null>> = {
  command: group => group.name, cpu: group => group.cpu, memory: group => group.memory, count: group => group.count, delta: group => group.change,
};

function ProcessList({ groups, loaded, stale, memoryBytes, selected, onSelect, machine }: ProcessListProps) {
  const { t } = useTranslation('inventory');
  const [sort, setSort] = useState<Sort>({ id: 'memory', descending: true });
  const [filter, setFilter] = useState('');
  const shown = useMemo(() => sorted(groups.filter(group => matches(group.name, filter)), sort), [groups, filter, sort]);
  const most = groups.reduce((max, group) => Math.max(max, group.memory ?? 0), 0);
  const turn = (id: string) => setSort(now => now.id === id ? { id, descending: !now.descending } : { id, descending: id !== 'command' });
  const exported = () => downloadCsv(`${machine} ${t('process.name')}`, csvText([COLUMNS.map(column => t(`process.${column}`)), ...shown.map(group => COLUMNS.map(column => VALUE[column](group)))]));
  return (
    <>
      <div className="processes-tools">
        <TextInput className="grow" value={filter} onChange={event => setFilter(event.currentTarget.value)} placeholder={t('process.filter')} aria-label={t('process.filter')} leftSection={<Icon name="filter" size={13} />} />
        <ActionIcon aria-label={t('process.name')} title="CSV" onClick={exported} disabled={shown.length === 0}><Icon name="download" size={14} /></ActionIcon>
      </div>
      <div className="processes-scroll" data-stale={stale || undefined}>
        <table>
          <thead><tr>{COLUMNS.map(column => {
            const by = sort.id === column;
            return <th key={column} scope="col" className={`${column === 'command' ? '' : 'num'} ${by ? 'by' : ''}`} aria-sort={by ? sort.descending ? 'descending' : 'ascending' : 'none'} title={column === 'cpu' ? t('process.share') : undefined}>
              <button type="button" onClick={() => turn(column)} title={t('process.sortBy', { name: t(`process.${column}`) })}>{t(`process.${column}`)}</button>
            </th>;
          })}</tr></thead>
          <tbody>{shown.map(group => <ProcessRow key={group.name} group={group} most={most} memoryBytes={memoryBytes} selected={group.name === selected} onSelect={onSelect} />)}</tbody>
        </table>
        {loaded && shown.length === 0 && <p className="dim processes-note">{t('process.none')}</p>}
      </div>
    </>
  );
}

function sorted(groups: ProcessGroup[], { id, descending }: Sort): ProcessGroup[] {
  const value = VALUE[COLUMNS.find(column => column === id) ?? 'memory'];
  return groups.sort((a, b) => {
    const [left, right] = [value(a), value(b)];
    if (!present(left) || !present(right)) return Number(!present(left)) - Number(!present(right));
    return (descending ? -1 : 1) * compareValues(left, right) || compareValues(a.name, b.name);
  });
}

interface ProcessRowProps { readonly group: ProcessGroup; readonly most: number; readonly memoryBytes: number | null; readonly selected: boolean; readonly onSelect: (name: string) => void }

function ProcessRow({ group, most, memoryBytes, selected, onSelect }: ProcessRowProps) {
  const { name, cpu, memory, count, change } = group;
  const level = memoryBytes === null || change === null ? null : change >= GROWTH.critical * memoryBytes ? 'critical' : change >= GROWTH.warn * memoryBytes ? 'warn' : null;
  return (
    <tr className={selected ? 'selected' : ''} onClick={() => onSelect(name)}>
      <td><button type="button" className="cut" aria-pressed={selected} title={name} onClick={event => { event.stopPropagation(); onSelect(name); }}>{name}</button></td>
      <td className="num sub">{formatPercent(cpu)}</td>
      <td className="num">{formatBytes(memory)}<i className={`processes-meter ${level ?? ''}`} style={{ '--share': most > 0 ? (memory ?? 0) / most : 0 } as CSSProperties} /></td>
      <td className="num dim">{formatCount(count)}</td>
      <td className={`num ${level === null ? 'dim' : `c-${level} strong`}`}>{changeText(change)}</td>
    </tr>
  );
}

/** Less than a MiB is no change worth a number. */
const NOISE_BYTES = 1024 * 1024;
const changeText = (change: number | null): string => change === null ? MISSING : Math.abs(change) < NOISE_BYTES ? '0' : `${change > 0 ? '+' : '−'}${formatBytes(Math.abs(change))}`;

function ProcessCharts({ matchers, name, onClose }: { matchers: string; name: string; onClose: () => void }) {
  const { t } = useTranslation('inventory');
  const [cpu, memory] = useMemo(() => [GROUP_CPU, GROUP_MEMORY].map((promql, i): ChartQuery[] => [{
    promql: forMachine(promql, matchers).replace('$group', () => JSON.stringify(name)), name: t(i === 0 ? 'series.cpu' : 'series.memory'), color: i === 0 ? 1 : 3, fill: true,
  }]), [matchers, name, t]);
  return (
    <div className="processes-charts">
      <div className="row"><b className="cut grow" title={name}>{name}</b><CloseButton size="xs" aria-label={t('process.close')} onClick={onClose} /></div>
      <QueryChart note={t('panel.procCpuNote')} title={t('series.cpu')} unit="none" min={0} queries={cpu!} legend="none" />
      <QueryChart note={t('panel.procMemoryNote')} title={t('series.memory')} unit="bytes" queries={memory!} legend="none" />
    </div>
  );
}
