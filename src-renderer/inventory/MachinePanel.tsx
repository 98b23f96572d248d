import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { MachineRow } from '../../src-main/shared/model/machine.ts';
import { type ChartQuery, QueryChart } from '../charts/QueryChart.tsx';
import { formatBytes, formatPercent } from '../ui/format.ts';
import { matchersOf } from './address.ts';
import { forMachine, type PanelDefinition, type PanelQuery } from './panels.ts';

/** One chart of a machine, made from its definition. */
export function MachinePanel({ panel, row }: { panel: PanelDefinition; row: MachineRow }) {
  const { t } = useTranslation('inventory');
  const { job, instance, cores } = row;
  const queries = useMemo(() => {
    const matchers = matchersOf({ job, instance });
    return panel.queries.map((query): ChartQuery => ({
      promql: forMachine(query.promql, matchers), name: nameOf(query, key => t(key, PLACES)),
      ...(query.color === undefined ? {} : { color: query.color }), ...(query.fill ? { fill: true } : {}), ...(query.negative ? { negative: true } : {}),
    }));
  }, [panel, job, instance, t]);
  const threshold = useMemo(() => {
    const { value, level } = panel.threshold ?? {};
    if (value === 'cores') return cores === null || level === undefined ? undefined : { value: cores, level, label: t('panel.cores', { count: cores }) };
    return value === undefined || level === undefined ? undefined : { value, level, label: formatPercent(value) };
  }, [panel, cores, t]);
  return <QueryChart title={t(`panel.${panel.id}`)} note={noteOf(panel, row, t)} unit={panel.unit} queries={queries} stack={panel.stack} min={panel.unit === 'none' ? 0 : undefined} max={panel.max === 'memory' ? row.memoryBytes ?? undefined : panel.max} threshold={threshold} />;
}

/** Left in place for the chart to fill in from each series' labels. */
const PLACES = { device: '{{device}}' };

const nameOf = ({ name, label }: PanelQuery, translate: (key: string) => string): string => label === undefined ? translate(`series.${name}`) : `{{${label}}}`;

function noteOf({ id }: PanelDefinition, { cores, memoryBytes }: MachineRow, t: TFunction<'inventory'>): string | undefined {
  switch (id) {
    case 'cpu': return cores === null ? undefined : t('panel.cpuNote', { count: cores });
    case 'load': return cores === null ? undefined : t('panel.cores', { count: cores });
    case 'memory': return memoryBytes === null ? undefined : formatBytes(memoryBytes);
    case 'swap': case 'sockets': case 'handles': case 'duration': case 'samples': return undefined;
    default: return t(`panel.${id}Note`);
  }
}
