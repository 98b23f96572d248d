import { Button, Drawer } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditRow } from '../../src-main/shared/contract/access.ts';
import { toAppError, useAction, useHost } from '../host/hooks.ts';
import { dateTimeText, exactText } from '../ui/clock.ts';
import type { DataColumn } from '../ui/columns.ts';
import { DataTable } from '../ui/DataTable.tsx';
import { EmptyState } from '../ui/Empty.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Facts } from '../ui/Facts.tsx';
import { formatCount } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import { type State, StateMark } from '../ui/StateMark.tsx';

const AT_ONCE = 200;
const MARK_OF: Readonly<Record<AuditRow['outcome'], State>> = { done: 'ok', started: 'unknown', denied: 'warn', failed: 'critical' };
const rowId = (row: AuditRow): string => String(row.id);

/** Everything that was done or refused, newest first, as the chained records say. */
export function Audit() {
  const { t } = useTranslation('settings');
  const host = useHost();
  const pages = useInfiniteQuery({
    queryKey: ['access.audit'], initialPageParam: undefined as number | undefined, networkMode: 'always', retry: false,
    queryFn: ({ pageParam, signal }) => host.access.audit({ limit: AT_ONCE, ...(pageParam === undefined ? {} : { before: pageParam }) }, signal),
    getNextPageParam: page => page.length < AT_ONCE ? undefined : page.at(-1)?.id,
  });
  const rows = useMemo(() => pages.data?.pages.flat() ?? [], [pages.data]);
  const columns = useMemo(() => auditColumns(t), [t]);
  const [openId, setOpenId] = useState<string | null>(null);
  const older = pages.hasNextPage && <Button onClick={() => void pages.fetchNextPage()} loading={pages.isFetchingNextPage}>{t('audit.older')}</Button>;
  return (
    <div className={`audit ${openId === null ? '' : 'audit-beside'}`}>
      {pages.error && <ErrorNote error={toAppError(pages.error)} onRetry={() => void pages.refetch()} />}
      <DataTable id="audit" name={t('section.audit')} rows={rows} columns={columns} rowId={rowId} selectedId={openId ?? undefined} onOpen={row => setOpenId(rowId(row))}
        tools={<>{older}<Verify /></>} empty={pages.data && <EmptyState icon="list" title={t('audit.none')}>{t('audit.noneText')}</EmptyState>} />
      <RecordDrawer row={rows.find(row => rowId(row) === openId)} onClose={() => setOpenId(null)} />
    </div>
  );
}

type Texts = ReturnType<typeof useTranslation<'settings'>>['t'];

const auditColumns = (t: Texts): readonly DataColumn<AuditRow>[] => [
  { id: 'at', head: t('audit.at'), value: row => row.at, fixed: true, width: '150px', csv: row => new Date(row.at).toISOString(), cell: row => <span title={exactText(row.at)}>{dateTimeText(row.at, true)}</span> },
  { id: 'outcome', head: t('audit.outcome'), value: row => t(`outcome.${row.outcome}`), fixed: true, width: '116px', cell: row => <span className="row"><StateMark state={MARK_OF[row.outcome]} silent />{t(`outcome.${row.outcome}`)}</span> },
  { id: 'path', head: t('audit.path'), value: row => row.path, width: 'minmax(130px, 1fr)', cell: row => <span className="mono">{row.path}</span> },
  { id: 'caller', head: t('audit.caller'), value: row => row.caller, width: 'minmax(100px, .7fr)' },
  { id: 'via', head: t('audit.via'), value: row => row.via, width: '90px', wide: true },
  { id: 'detail', head: t('audit.detail'), value: row => row.detail, width: 'minmax(110px, 1fr)', wide: true },
  { id: 'input', head: t('audit.input'), value: row => row.input, width: 'minmax(140px, 2fr)', wide: true, cell: row => <span className="mono dim" title={row.input}>{row.input}</span> },
];

/** Walks the chain from the first record to the last and says whether it holds. */
function Verify() {
  const { t } = useTranslation('settings');
  const verify = useAction((host, _: null) => host.access.verifyAudit({}));
  const [result, setResult] = useState<{ readonly records: number; readonly broken: number | null } | null>(null);
  return (
    <>
      <Button onClick={() => { verify.run(null).then(setResult, () => setResult(null)); }} loading={verify.running} leftSection={<Icon name="shield" size={14} />}>{t('audit.verify')}</Button>
      <span className="row" role="status">
        {result && (result.broken === null ? <><StateMark state="ok" silent />{t('audit.holds', { count: result.records, text: formatCount(result.records) })}</>
          : <><StateMark state="critical" silent /><span className="c-critical">{t('audit.broken', { id: result.broken })}</span></>)}
        {verify.error && <span className="c-critical">{verify.error.message}</span>}
      </span>
    </>
  );
}

function RecordDrawer({ row, onClose }: { row: AuditRow | undefined; onClose: () => void }) {
  const { t } = useTranslation('settings');
  return (
    <Drawer opened={row !== undefined} onClose={onClose} position="right" size={480} withOverlay={false} closeOnClickOutside={false} trapFocus={false} className="beside-list" title={row && t('audit.record', { id: row.id })} closeButtonProps={{ 'aria-label': t('close') }}>
      {row && <>
        <Facts facts={[
          [t('audit.at'), exactText(row.at)], [t('audit.outcome'), t(`outcome.${row.outcome}`)], [t('audit.path'), <code key="path" className="mono">{row.path}</code>],
          [t('audit.caller'), row.caller], [t('audit.via'), row.via], [t('audit.detail'), row.detail || null],
        ]} />
        <h3 className="settings-input-head">{t('audit.input')}</h3>
        <pre className="settings-input mono">{pretty(row.input)}</pre>
      </>}
    </Drawer>
  );
}

function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json; // a record of an input that was no JSON
  }
}
