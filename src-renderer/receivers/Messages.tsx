import { SegmentedControl } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageRow } from '../../src-main/shared/model/message.ts';
import type { Host } from '../host/client.ts';
import { useCall, useStream } from '../host/hooks.ts';
import { DataTable } from '../ui/DataTable.tsx';
import { EmptyState } from '../ui/Empty.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { useLanguage } from '../ui/language.ts';
import { useParameter } from '../ui/parameter.ts';
import { messageColumns } from './messagecolumns.tsx';
import { MessageSide } from './MessageSide.tsx';
import { NotificationsHead } from './Notifications.tsx';

const openChanges = (host: Host, signal: AbortSignal) => host.receivers.messageChanges({}, signal);
const idOf = (row: MessageRow): string => row.id;
const NONE: readonly MessageRow[] = [];
const STATES = ['all', 'open', 'failed'] as const;
const MOST = 500;

/** What was told and what waits to be: the newest first. `?open=<id>` opens one beside the list, `?state=` chooses. */
export function Messages() {
  const { t } = useTranslation('receivers');
  const language = useLanguage();
  const [wanted, setWanted] = useParameter('state');
  const [openId, setOpenId] = useParameter('open');
  const chosen = STATES.find(state => state === wanted) ?? 'all';
  const { value: newest, error: lost } = useStream(openChanges);
  const stamp = newest?.map(({ id, state, attempts }) => `${id}${state}${attempts}`).join() ?? '';
  const { data, error } = useCall(['receivers', 'messages', chosen, stamp], (host, signal) => host.receivers.messages({ limit: MOST, ...(chosen === 'all' ? {} : { state: chosen }) }, signal));
  const columns = useMemo(() => messageColumns({ t, language }), [t, language]);
  const failure = error ?? lost;
  return (
    <div className="page-body fill alerts" data-open={openId !== null || undefined} data-wide>
      <section className="panel alerts-list rules-list" aria-label={t('tab.messages')}>
        <NotificationsHead tab="messages" />
        {failure && <ErrorNote error={failure} what={t('listFailed')} />}
        <DataTable id="messages" name={t('tab.messages')} rows={data ?? NONE} columns={columns} rowId={idOf} onOpen={row => setOpenId(row.id)} selectedId={openId ?? undefined}
          tools={<SegmentedControl aria-label={t('message.filter')} value={chosen} onChange={state => setWanted(state === 'all' ? null : state)} data={STATES.map(value => ({ value, label: t(`message.${value}`) }))} />}
          empty={data === undefined || chosen !== 'all' ? undefined : <EmptyState icon="bell" title={t('message.empty.title')}><p>{t('message.empty.text')}</p></EmptyState>} />
      </section>
      {openId !== null && <MessageSide key={openId} id={openId} stamp={stamp} onClose={() => setOpenId(null)} />}
    </div>
  );
}
