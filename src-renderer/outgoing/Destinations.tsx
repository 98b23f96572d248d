import { ActionIcon, Button, Progress, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { TFunction } from 'i18next';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type DestinationState, DROP_REASONS } from '../../src-main/shared/model/destination.ts';
import { QueryChart } from '../charts/QueryChart.tsx';
import type { Host } from '../host/client.ts';
import { toAppError, useHost, useStream } from '../host/hooks.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { exactText } from '../ui/clock.ts';
import type { DataColumn } from '../ui/columns.ts';
import { DataTable } from '../ui/DataTable.tsx';
import { EmptyState } from '../ui/Empty.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { formatCount, formatDuration, formatNumber, type Language } from '../ui/format.ts';
import { Icon, type IconName } from '../ui/icons.tsx';
import { useLanguage } from '../ui/language.ts';
import { Panel } from '../ui/Panel.tsx';
import { useParameter } from '../ui/parameter.ts';
import { type State, StateMark } from '../ui/StateMark.tsx';
import { DestinationForm } from './DestinationForm.tsx';

const openChanges = (host: Host, signal: AbortSignal) => host.sending.changes({}, signal);
const idOf = (state: DestinationState): string => state.id;
const NONE: readonly DestinationState[] = [];
const MARK: Readonly<Record<DestinationState['health'], State>> = { paused: 'stopped', waiting: 'ok', sending: 'ok', behind: 'warn', retrying: 'critical', locked: 'warn' };
const LAG = [{ promql: 'max by (remote_name) (stratoscope_sending_lag_seconds)' }];
const RATE = [{ promql: 'sum by (remote_name) (rate(prometheus_remote_storage_samples_total[$__rate_interval]))' }];

/** The servers that get what is stored here; one is added or changed above the list (`?open=new`, `?open=<id>`). */
export function Destinations({ head }: { head: (children: ReactNode) => ReactNode }) {
  const { t } = useTranslation('outgoing');
  const language = useLanguage();
  const { value, error } = useStream(openChanges);
  const columns = useMemo(() => columnsIn(t, language), [t, language]);
  const [open, setOpen] = useParameter('open');
  const edited = value?.find(({ id }) => id === open);
  const isOpen = open === 'new' || edited !== undefined;
  const add = <Allowed needs="sending:write">{may => <Button variant="filled" disabled={!may} onClick={() => setOpen('new')} leftSection={<Icon name="plus" size={14} />}>{t('send.add')}</Button>}</Allowed>;
  return (
    <div className="page-body fill">
      {head(isOpen || value?.length === 0 ? null : add)}
      {isOpen && <Panel title={edited ? edited.config.name : t('send.add')} className="outgoing-panel scrolls" actions={<ActionIcon variant="subtle" aria-label={t('close')} title={t('close')} onClick={() => setOpen(null)}><Icon name="x" size={14} /></ActionIcon>}>
        <DestinationForm key={edited?.id ?? 'new'} {...(edited ? { destination: edited } : {})} onDone={() => setOpen(null)} />
      </Panel>}
      {error && <ErrorNote error={error} what={t('listFailed')} />}
      <DataTable id="destinations" name={t('send.list')} rows={value ?? NONE} columns={columns} rowId={idOf} actionsWidth={128} actions={state => <Actions state={state} onEdit={() => setOpen(state.id)} />}
        empty={value === null ? undefined : <EmptyState icon="upload" title={t('send.empty.title')} action={isOpen ? undefined : add}><p>{t('send.empty.text')}</p></EmptyState>} />
      {!isOpen && value !== null && value.length > 0 && <div className="outgoing-charts">
        <QueryChart title={t('send.lagChart')} unit="seconds" queries={LAG} min={0} />
        <QueryChart title={t('send.rateChart')} unit="count" queries={RATE} min={0} />
      </div>}
    </div>
  );
}

function columnsIn(t: TFunction<'outgoing'>, language: Language): readonly DataColumn<DestinationState>[] {
  const lost = ({ dropped }: DestinationState) => DROP_REASONS.reduce((sum, reason) => sum + (reason === 'repeated' ? 0 : dropped[reason]), 0);
  const lostWords = ({ dropped }: DestinationState) => DROP_REASONS.filter(reason => dropped[reason] > 0).map(reason => `${formatCount(dropped[reason])} ${t(`send.drop.${reason}`)}`).join(', ');
  const troubleOf = ({ problem, refusal }: DestinationState): string => {
    const one = problem ?? refusal;
    return one === null ? '' : `${one.status ?? ''} ${one.text}`.trim();
  };
  return [
    { id: 'health', head: t('send.column.health'), value: row => t(`send.health.${row.health}`), fixed: true, width: '120px', cell: row => <span className="row"><StateMark state={MARK[row.health]} silent /><span>{t(`send.health.${row.health}`)}</span></span> },
    { id: 'name', head: t('send.column.name'), value: row => row.config.name, words: row => row.config.url, fixed: true, width: 'minmax(180px, 2fr)', cell: row => <span className="cut" title={row.config.url}><b>{row.config.name}</b> <span className="mono dim">{row.config.url}</span></span> },
    { id: 'lag', head: t('send.column.lag'), value: row => row.lagMs ?? -1, width: 'minmax(90px, 150px)', right: true, cell: row => row.backfill ? <Backfill backfill={row.backfill} /> : row.lagMs === null ? <span className="dim">–</span> : formatDuration(row.lagMs, language) },
    { id: 'rate', head: t('send.column.rate'), value: row => row.rate, width: '90px', right: true, cell: row => formatNumber(row.rate) },
    { id: 'sent', head: t('send.column.sent'), value: row => row.sent, width: '84px', right: true, cell: row => formatCount(row.sent) },
    { id: 'dropped', head: t('send.column.dropped'), value: lost, width: '84px', right: true, cell: row => lost(row) === 0 ? <span className="dim" title={lostWords(row)}>0</span> : <span className="c-critical" title={lostWords(row)}>{formatCount(lost(row))}</span> },
    { id: 'version', head: t('send.column.version'), value: row => row.version ?? '', width: '70px', wide: true, cell: row => row.version ?? <span className="dim">–</span> },
    { id: 'problem', head: t('send.column.problem'), value: troubleOf, width: 'minmax(140px, 2fr)', cell: row => <span className={row.problem ? 'cut c-critical' : 'cut dim'} title={troubleOf(row)}>{troubleOf(row)}</span> },
  ];
}

function Backfill({ backfill: { from, to, at } }: { backfill: { readonly from: number; readonly to: number; readonly at: number } }) {
  const { t } = useTranslation('outgoing');
  return <Tooltip label={t('send.backfill', { time: exactText(at), to: exactText(to) })}><span className="row outgoing-progress"><Progress value={100 * (at - from) / Math.max(1, to - from)} size="sm" aria-label={t('send.field.since')} /></span></Tooltip>;
}

function Actions({ state, onEdit }: { state: DestinationState; onEdit: () => void }) {
  const { t } = useTranslation('outgoing');
  const host = useHost();
  const { id, config, paused, backfill } = state;
  const attempt = (act: Promise<unknown>) => { act.catch((error: unknown) => notifications.show({ title: t('failed'), message: toAppError(error).message, color: 'red', autoClose: false })); };
  const remove = async () => {
    await host.sending.remove({ id });
    const notice = notifications.show({ message: <span className="row"><span className="grow">{t('send.removed', { name: config.name })}</span><Button size="compact-sm" onClick={() => { notifications.hide(notice); attempt(host.sending.restore({ id })); }}>{t('send.undo')}</Button></span>, autoClose: 10_000 });
  };
  const button = (icon: IconName, label: string, act: () => void) => (
    <Allowed needs="sending:write">{may => <Tooltip label={label}><ActionIcon variant="subtle" size={24} disabled={!may} aria-label={`${label} ${config.name}`} onClick={act}><Icon name={icon} size={14} /></ActionIcon></Tooltip>}</Allowed>
  );
  return (
    <>
      {backfill !== null && button('x', t('send.endBackfill'), () => attempt(host.sending.endBackfill({ id })))}
      {button('edit', t('send.edit'), onEdit)}
      {button(paused ? 'play' : 'pause', t(paused ? 'send.resume' : 'send.pause'), () => attempt(host.sending.pause({ id, paused: !paused })))}
      {button('trash', t('remove'), () => attempt(remove()))}
    </>
  );
}
