import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { MachineEvent } from '../../src-main/shared/contract/events.ts';
import type { CallState } from '../host/hooks.ts';
import { exactText, whenText } from '../ui/clock.ts';
import type { DataColumn } from '../ui/columns.ts';
import { DataTable } from '../ui/DataTable.tsx';
import { EmptyState } from '../ui/Empty.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { useLanguage } from '../ui/language.ts';
import { StateMark } from '../ui/StateMark.tsx';
import { eventWords, levelOfEvent, subjectOf } from './events.ts';

const NONE: readonly MachineEvent[] = [];
const idOf = (event: MachineEvent): string => String(event.id);

/** What changed on a machine within the range, newest first. */
export function Events({ events: { data, error, refetch } }: { events: CallState<readonly MachineEvent[]> }) {
  const { t } = useTranslation('inventory');
  const language = useLanguage();
  const columns = useMemo((): readonly DataColumn<MachineEvent>[] => [
    { id: 'at', head: t('column.at'), value: event => event.at, fixed: true, width: '150px', csv: event => new Date(event.at).toISOString(), cell: event => <span className="row machine-name"><StateMark state={levelOfEvent(event)} silent /><span title={exactText(event.at)}>{whenText(event.at, Date.now(), language, true)}</span></span> },
    { id: 'kind', head: t('column.kind'), value: event => t(`event.kind.${event.kind}`), width: '110px', cell: event => <span className="sub">{t(`event.kind.${event.kind}`)}</span> },
    { id: 'subject', head: t('column.subject'), value: event => subjectOf(event, t), fixed: true, width: 'minmax(150px, 1fr)', cell: event => <b className="strong">{subjectOf(event, t)}</b> },
    { id: 'what', head: t('column.what'), value: event => eventWords(event, t), fixed: true, width: 'minmax(200px, 3fr)', cell: event => <span className={levelOfEvent(event) === 'critical' ? 'c-critical' : ''} title={eventWords(event, t)}>{eventWords(event, t)}</span> },
    { id: 'origin', head: t('column.origin'), value: event => event.origin === '' ? '' : t(`event.${event.origin}`), width: 'minmax(120px, 1fr)', wide: true, csv: event => event.origin, cell: event => <span className={event.origin === 'outside' ? 'strong' : 'dim'}>{event.origin === '' ? '' : t(`event.${event.origin}`)}</span> },
  ], [t, language]);
  if (error && data === undefined) return <ErrorNote error={error} onRetry={refetch} />;
  return <DataTable id="events" name={t('tab.events')} rows={data ?? NONE} columns={columns} rowId={idOf} empty={data && <EmptyState icon="clock" title={t('tab.none.events')}>{t('tab.noneText.events')}</EmptyState>} />;
}
