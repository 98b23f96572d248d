import { ActionIcon, Button, Progress, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { TFunction } from 'i18next';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExportState } from '../../src-main/shared/model/exportfile.ts';
import type { Host } from '../host/client.ts';
import { toAppError, useHost, useStream } from '../host/hooks.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { exactText, whenText } from '../ui/clock.ts';
import type { DataColumn } from '../ui/columns.ts';
import { DataTable } from '../ui/DataTable.tsx';
import { EmptyState } from '../ui/Empty.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { formatBytes, formatCount, formatPercent, type Language } from '../ui/format.ts';
import { Icon, type IconName } from '../ui/icons.tsx';
import { useLanguage } from '../ui/language.ts';
import { Panel } from '../ui/Panel.tsx';
import { useParameter } from '../ui/parameter.ts';
import { type State, StateMark } from '../ui/StateMark.tsx';
import { ExportForm } from './ExportForm.tsx';

const openChanges = (host: Host, signal: AbortSignal) => host.exports.changes({}, signal);
const idOf = (state: ExportState): string => state.id;
const NONE: readonly ExportState[] = [];
const MARK: Readonly<Record<ExportState['status'], State>> = { running: 'ok', done: 'ok', canceled: 'stopped', failed: 'critical' };

/** Files that are being written and those that were, and the form of a new one (`?open=new`). */
export function Exports({ head }: { head: (children: ReactNode) => ReactNode }) {
  const { t } = useTranslation('outgoing');
  const language = useLanguage();
  const { value, error } = useStream(openChanges);
  const columns = useMemo(() => columnsIn(t, language), [t, language]);
  const [open, setOpen] = useParameter('open');
  const add = <Allowed needs="host:write">{may => <Button variant="filled" disabled={!may} onClick={() => setOpen('new')} leftSection={<Icon name="plus" size={14} />}>{t('file.new')}</Button>}</Allowed>;
  return (
    <div className="page-body fill">
      {head(open === 'new' || value?.length === 0 ? null : add)}
      {open === 'new' && <Panel title={t('file.new')} className="outgoing-panel" actions={<ActionIcon variant="subtle" aria-label={t('close')} title={t('close')} onClick={() => setOpen(null)}><Icon name="x" size={14} /></ActionIcon>}><ExportForm onStarted={() => setOpen(null)} /></Panel>}
      {error && <ErrorNote error={error} what={t('listFailed')} />}
      <DataTable id="exports" name={t('file.list')} rows={value ?? NONE} columns={columns} rowId={idOf} actionsWidth={72} actions={state => <Actions state={state} />}
        empty={value === null ? undefined : <EmptyState icon="upload" title={t('file.empty.title')} action={open === 'new' ? undefined : add}><p>{t('file.empty.text')}</p></EmptyState>} />
    </div>
  );
}

function columnsIn(t: TFunction<'outgoing'>, language: Language): readonly DataColumn<ExportState>[] {
  return [
    { id: 'status', head: t('file.column.status'), value: row => t(`file.status.${row.status}`), fixed: true, width: '110px', cell: row => <span className="row"><StateMark state={MARK[row.status]} silent /><span>{t(`file.status.${row.status}`)}</span></span> },
    { id: 'what', head: t('file.column.what'), value: row => row.spec.selectors.join(' '), fixed: true, width: 'minmax(180px, 2fr)', cell: row => <span className="cut" title={row.spec.selectors.join('\n')}><span className="dim">{t(`file.kind.${row.spec.format}`)}{row.spec.gzip ? ' gzip' : ''} </span><span className="mono">{row.spec.selectors.join(' ')}</span></span> },
    { id: 'progress', head: t('file.column.progress'), value: row => row.done, width: '150px', cell: row => row.problem === '' ? <span className="row outgoing-progress"><Progress value={100 * row.done} size="sm" aria-label={t('file.column.progress')} /><span className="num">{formatPercent(row.done)}</span></span> : <span className="cut c-critical" title={row.problem}>{row.problem}</span> },
    { id: 'samples', head: t('file.column.samples'), value: row => row.samples, width: '90px', right: true, cell: row => formatCount(row.samples) },
    { id: 'bytes', head: t('file.column.bytes'), value: row => row.bytes, width: '90px', right: true, cell: row => formatBytes(row.bytes) },
    { id: 'path', head: t('file.column.path'), value: row => row.path, width: 'minmax(140px, 1.6fr)', wide: true, cell: row => <span className="cut mono dim" title={row.path}>{row.path}</span> },
    { id: 'started', head: t('file.column.started'), value: row => row.startedAt, width: '110px', right: true, wide: true, csv: row => new Date(row.startedAt).toISOString(), cell: row => <span title={exactText(row.startedAt)}>{whenText(row.startedAt, Date.now(), language)}</span> },
  ];
}

function Actions({ state }: { state: ExportState }) {
  const { t } = useTranslation('outgoing');
  const host = useHost();
  const { id, status } = state;
  const button = (icon: IconName, label: string, act: () => Promise<unknown>) => {
    const run = () => { act().catch((error: unknown) => notifications.show({ title: t('failed'), message: toAppError(error).message, color: 'red', autoClose: false })); };
    return <Allowed needs="host:write">{may => <Tooltip label={label}><ActionIcon variant="subtle" size={24} disabled={!may} aria-label={`${label} ${state.path}`} onClick={run}><Icon name={icon} size={14} /></ActionIcon></Tooltip>}</Allowed>;
  };
  if (status === 'running') return button('x', t('cancel'), () => host.exports.cancel({ id }));
  const name = state.path.split(/[/\\]/).at(-1) ?? 'export';
  return (
    <>
      {status === 'done' && location.protocol.startsWith('http') && <Tooltip label={t('download')}><ActionIcon variant="subtle" size={24} component="a" href={`/api/v1/exports/file?id=${id}`} download={name} aria-label={`${t('download')} ${state.path}`}><Icon name="download" size={14} /></ActionIcon></Tooltip>}
      {button('trash', t('remove'), () => host.exports.remove({ id }))}
    </>
  );
}
