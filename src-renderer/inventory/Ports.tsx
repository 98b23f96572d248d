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
import { EmptyTab } from './EmptyTab.tsx';
import { sinceOf } from './events.ts';
import { type OpenPort, usualAt } from './ports.ts';

const NONE: readonly OpenPort[] = [];
const idOf = ({ proto, port }: OpenPort): string => `${proto}/${port}`;

interface PortsProps { readonly row: MachineRow; readonly ports: CallState<readonly OpenPort[]>; readonly events: readonly MachineEvent[] }

/** Every port that something waits at, and who can reach it. */
export function Ports({ row, ports: { data, error, refetch }, events }: PortsProps) {
  const { t } = useTranslation('inventory');
  const language = useLanguage();
  const columns = useMemo((): readonly DataColumn<OpenPort>[] => {
    const since = sinceOf(events, 'port');
    return [
      { id: 'port', head: t('column.port'), value: port => port.port, fixed: true, width: '90px', right: true, cell: port => <b className="strong">{port.port}</b> },
      { id: 'proto', head: t('column.proto'), value: port => port.proto, width: '100px', cell: port => <span className="sub">{port.proto}</span> },
      { id: 'usual', head: t('column.usual'), value: usualAt, width: 'minmax(100px, 1fr)', cell: port => <span className="sub">{usualAt(port)}</span> },
      { id: 'reach', head: t('column.reach'), value: port => t(`reach.${port.reach}`), fixed: true, width: 'minmax(150px, 1.4fr)', cell: port => <span className={port.reach === 'self' ? 'dim' : ''}>{t(`reach.${port.reach}`)}</span> },
      { id: 'address', head: t('column.address'), value: port => port.addresses.join(', '), width: 'minmax(140px, 2fr)', cell: port => <span className="mono sub" title={port.addresses.join('\n')}>{port.addresses.join(', ')}</span> },
      { id: 'since', head: t('column.changed'), value: port => since.get(idOf(port)) ?? null, width: '130px', right: true, csv: port => { const time = since.get(idOf(port)); return time === undefined ? '' : new Date(time).toISOString(); }, cell: port => { const time = since.get(idOf(port)); return time === undefined ? null : <span title={exactText(time)}>{whenText(time, Date.now(), language, true)}</span>; } },
    ];
  }, [t, language, events]);
  if (error && data === undefined) return <ErrorNote error={error} onRetry={refetch} />;
  return <DataTable id="ports" name={t('tab.ports')} rows={data ?? NONE} columns={columns} rowId={idOf} empty={data && <EmptyTab row={row} what="ports" />} />;
}
