import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { DESKTOP, type ReceiverState } from '../../src-main/shared/model/receiver.ts';
import type { Host } from '../host/client.ts';
import { useStream } from '../host/hooks.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { DataTable } from '../ui/DataTable.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon } from '../ui/icons.tsx';
import { useLanguage } from '../ui/language.ts';
import { useParameter } from '../ui/parameter.ts';
import { receiverColumns } from './columns.tsx';
import { formOf, newReceiver } from './form.ts';
import { NotificationsHead } from './Notifications.tsx';
import { ReceiverForm } from './ReceiverForm.tsx';
import { useRemoveReceiver } from './useRemoveReceiver.ts';

const openChanges = (host: Host, signal: AbortSignal) => host.receivers.changes({}, signal);
export const useReceivers = () => useStream(openChanges);
const idOf = (receiver: ReceiverState): string => receiver.id;
const NONE: readonly ReceiverState[] = [];

/** Every contact point with how it fares; `?open=<id>` or `?open=new` opens one beside the list. */
export function ReceiverList() {
  const { t } = useTranslation('receivers');
  const language = useLanguage();
  const { value, error } = useReceivers();
  const rows = value ?? NONE;
  const columns = useMemo(() => receiverColumns({ t, language }), [t, language]);
  const [openId, setOpenId] = useParameter('open');
  const remove = useRemoveReceiver();
  const add = <Allowed needs="receiver:write">{may => <Button variant="filled" disabled={!may} onClick={() => setOpenId('new')} leftSection={<Icon name="plus" size={14} />}>{t('add')}</Button>}</Allowed>;
  return (
    <div className="page-body fill alerts" data-open={openId !== null || undefined} data-wide>
      <section className="panel alerts-list rules-list" aria-label={t('tab.receivers')}>
        <NotificationsHead tab="receivers">{add}</NotificationsHead>
        {error && <ErrorNote error={error} what={t('listFailed')} />}
        <DataTable id="receivers" name={t('tab.receivers')} rows={rows} columns={columns} rowId={idOf} onOpen={receiver => setOpenId(receiver.id)} selectedId={openId ?? undefined} actionsWidth={40}
          actions={receiver => receiver.id === DESKTOP ? null : <Allowed needs="receiver:write">{may => <Tooltip label={t('remove')}><ActionIcon variant="subtle" size={24} disabled={!may} aria-label={`${t('remove')} ${receiver.config.name}`} onClick={() => void remove(receiver)}><Icon name="trash" size={14} /></ActionIcon></Tooltip>}</Allowed>} />
      </section>
      {openId !== null && value !== null && <Side key={openId} receiver={rows.find(({ id }) => id === openId)} onClose={() => setOpenId(null)} />}
    </div>
  );
}

function Side({ receiver, onClose }: { receiver: ReceiverState | undefined; onClose: () => void }) {
  const { t } = useTranslation('receivers');
  const language = useLanguage();
  const title = receiver?.config.name ?? t('addTitle');
  const first = useMemo(() => receiver ? formOf(receiver) : newReceiver(language), [receiver, language]);
  return (
    <section className="panel alerts-side" aria-label={title}>
      <header className="alerts-head">
        <h2 className="cut">{title}</h2>
        <span className="grow" />
        <ActionIcon variant="subtle" aria-label={t('close')} title={t('close')} onClick={onClose}><Icon name="x" size={14} /></ActionIcon>
      </header>
      <div className="alerts-inside receiver-inside"><ReceiverForm receiver={receiver} first={first} onDone={onClose} /></div>
    </section>
  );
}
