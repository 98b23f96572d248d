import { Button } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditRow } from '../../src-main/shared/contract/access.ts';
import { useAction, useHost } from '../host/hooks.ts';
import { dateTimeText, exactText } from '../ui/clock.ts';
import type { DataColumn } from '../ui/columns.ts';
import { DataTable } from '../ui/DataTable.tsx';
import { download } from '../ui/download.ts';
import { EmptyState } from '../ui/Empty.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { formatDuration, type Language } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import { useLanguage } from '../ui/language.ts';
import { useParameter } from '../ui/parameter.ts';
import { type State, StateMark } from '../ui/StateMark.tsx';
import './audit.css';
import { doorName } from './doors.ts';
import { Filters } from './Filters.tsx';
import { RecordDrawer } from './RecordDrawer.tsx';
import { auditLines, useAuditFilter, useAuditRows } from './useAudit.ts';
import { Verify } from './Verify.tsx';

const MARK_OF: Readonly<Record<AuditRow['outcome'], State>> = { done: 'ok', started: 'stopped', denied: 'warn', failed: 'critical' };
const rowId = (row: AuditRow): string => String(row.id);

/** Everything that was done or refused, newest first, as the chained records say. */
export function Audit() {
  const { t } = useTranslation('audit');
  const language = useLanguage();
  const host = useHost();
  const filter = useAuditFilter();
  const { rows, loaded, error, refetch, more, fetching } = useAuditRows(filter.query);
  const columns = useMemo(() => auditColumns(t, language), [t, language]);
  const [openId, setOpenId] = useParameter('record');
  const take = useAction(async (_host, _: null) => download('audit.jsonl', await auditLines((before, limit) => host.access.audit({ ...filter.query, limit, ...(before === undefined ? {} : { before }) }))));
  const nothing = <EmptyState icon="shield" title={t(filter.isSet ? 'nothing' : 'none')} action={filter.isSet ? <Button onClick={filter.clear}>{t('clear')}</Button> : undefined}>{t(filter.isSet ? 'nothingText' : 'noneText')}</EmptyState>;
  return (
    <div className={`page-body fill audit ${openId === null ? '' : 'audit-beside'}`}>
      <div className="page-head"><h1 className="page-title">{t('title')}</h1><span className="grow" /><Verify /></div>
      <Filters filter={filter} rows={rows} />
      {(error ?? take.error) && <ErrorNote error={error ?? take.error!} onRetry={refetch} />}
      <DataTable id="audit" name={t('title')} rows={rows} columns={columns} rowId={rowId} selectedId={openId ?? undefined} onOpen={row => setOpenId(rowId(row))} empty={loaded && !filter.query.q ? nothing : undefined}
        tools={more && <Button onClick={more} loading={fetching}>{t('older')}</Button>}
        primary={<Button onClick={() => void take.run(null)} loading={take.running} leftSection={<Icon name="file" size={14} />} disabled={rows.length === 0}>{t('lines')}</Button>} />
      <RecordDrawer row={rows.find(row => rowId(row) === openId)} onClose={() => setOpenId(null)} onFilter={filter.set} />
    </div>
  );
}

type Texts = ReturnType<typeof useTranslation<'audit'>>['t'];

const auditColumns = (t: Texts, language: Language): readonly DataColumn<AuditRow>[] => [
  { id: 'at', head: t('at'), value: row => row.at, fixed: true, width: '150px', csv: row => new Date(row.at).toISOString(), cell: row => <span title={exactText(row.at)}>{dateTimeText(row.at, true)}</span>, words: row => `${row.outcome} ${row.via} ${row.input} ${row.result}` },
  { id: 'outcome', head: t('what.outcome'), value: row => t(`outcome.${row.outcome}`), fixed: true, width: '104px', csv: row => row.outcome, cell: row => <span className="row"><StateMark state={MARK_OF[row.outcome]} silent />{t(`outcome.${row.outcome}`)}</span> },
  { id: 'path', head: t('what.path'), value: row => row.path, width: 'minmax(130px, 1fr)', cell: row => <span className="mono" title={row.path}>{row.path}</span> },
  { id: 'target', head: t('what.target'), value: row => row.target, width: 'minmax(120px, 1.4fr)', cell: row => <span className="mono" title={row.target}>{row.target}</span> },
  { id: 'caller', head: t('what.caller'), value: row => row.caller, width: 'minmax(70px, .6fr)' },
  { id: 'via', head: t('what.via'), value: row => doorName(row.via, t), csv: row => row.via, width: '84px', wide: true },
  { id: 'result', head: t('result'), value: row => row.result || row.detail, width: 'minmax(130px, 1.6fr)', words: row => row.detail, cell: row => <span className={row.outcome === 'failed' ? 'c-critical' : row.outcome === 'denied' ? 'c-warn' : 'sub'} title={row.result || row.detail}>{row.result || row.detail}</span> },
  { id: 'took', head: t('took'), value: row => row.durationMs, right: true, width: '76px', wide: true, cell: row => row.durationMs === null ? null : <span className="sub">{row.durationMs < 1_000 ? `${row.durationMs} ms` : formatDuration(row.durationMs, language)}</span> },
  { id: 'request', head: t('request'), value: row => row.requestId, width: 'minmax(120px, .9fr)', hidden: true, cell: row => <span className="mono dim" title={row.requestId}>{row.requestId}</span> },
  { id: 'input', head: t('input'), value: row => row.input, width: 'minmax(140px, 2fr)', hidden: true, cell: row => <span className="mono dim" title={row.input}>{row.input}</span> },
];
