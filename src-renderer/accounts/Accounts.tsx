import { ActionIcon, Button, Drawer, Tabs, Tooltip } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountState } from '../../src-main/shared/model/cloud.ts';
import type { Host } from '../host/client.ts';
import { useStream } from '../host/hooks.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { DataTable } from '../ui/DataTable.tsx';
import { EmptyState } from '../ui/Empty.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon, type IconName } from '../ui/icons.tsx';
import { useLanguage } from '../ui/language.ts';
import { useParameter } from '../ui/parameter.ts';
import { StateMark } from '../ui/StateMark.tsx';
import './accounts.css';
import { AccountFacts } from './AccountFacts.tsx';
import { AccountForm } from './AccountForm.tsx';
import { accountColumns } from './columns.tsx';
import { formOf, NEW_ACCOUNT } from './form.ts';
import { markOf, worstFirst } from './health.ts';
import { useAccountActions } from './useAccountActions.ts';

const openChanges = (host: Host, signal: AbortSignal) => host.accounts.changes({}, signal);
const idOf = (account: AccountState): string => account.id;
const PARTS = ['state', 'settings'] as const;

/** Every account of a cloud, worst first; `?open=` with an id or `new` opens something beside the list. */
export function Accounts() {
  const { t } = useTranslation('accounts');
  const language = useLanguage();
  const { value, error } = useStream(openChanges);
  const accounts = useMemo(() => worstFirst(value ?? []), [value]);
  const columns = useMemo(() => accountColumns(t, language), [t, language]);
  const [openId, setOpenId] = useParameter('open');
  const add = <AddButton onAdd={() => setOpenId('new')} />;
  return (
    <div className={`page-body fill accounts ${openId ? 'beside' : ''}`}>
      <h1 className="unseen">{t('title')}</h1>
      {error && <ErrorNote error={error} what={t('listFailed')} />}
      <DataTable id="accounts" name={t('title')} rows={accounts} columns={columns} rowId={idOf} selectedId={openId ?? undefined} onOpen={account => setOpenId(account.id)}
        rowClass={rowClass} actions={account => <RowActions account={account} onEdit={() => setOpenId(account.id)} />} actionsWidth={100} primary={add}
        empty={value === null ? undefined : <EmptyState icon="cloud" title={t('empty.title')} action={add}><p>{t('empty.text')}</p></EmptyState>} />
      <AccountDrawer accounts={accounts} openId={openId} onClose={() => setOpenId(null)} />
    </div>
  );
}

const rowClass = ({ health }: AccountState): string => health === 'paused' ? 'account-paused' : '';

function AddButton({ onAdd }: { onAdd: () => void }) {
  const { t } = useTranslation('accounts');
  return <Allowed needs="account:write">{may => <Button variant="filled" disabled={!may} onClick={onAdd} leftSection={<Icon name="plus" size={14} />}>{t('add')}</Button>}</Allowed>;
}

function RowActions({ account, onEdit }: { account: AccountState; onEdit: () => void }) {
  const { t } = useTranslation('accounts');
  const actions = useAccountActions();
  const paused = account.health === 'paused';
  const button = (icon: IconName, label: string, onClick: () => void) => (
    <Allowed needs="account:write">{may => (
      <Tooltip label={label}><ActionIcon variant="subtle" size={24} disabled={!may} aria-label={`${label} ${account.config.name}`} onClick={onClick}><Icon name={icon} size={14} /></ActionIcon></Tooltip>
    )}</Allowed>
  );
  return (
    <>
      {button('edit', t('edit'), onEdit)}
      {button(paused ? 'play' : 'pause', t(paused ? 'resume' : 'pause'), () => void actions.pause(account, !paused))}
      {button('trash', t('remove'), () => void actions.remove(account))}
    </>
  );
}

/** What stands beside the list: one account, or the form that adds one. The list stays in use. */
function AccountDrawer({ accounts, openId, onClose }: { accounts: readonly AccountState[]; openId: string | null; onClose: () => void }) {
  const { t } = useTranslation('accounts');
  const account = accounts.find(({ id }) => id === openId);
  return (
    <Drawer opened={openId === 'new' || account !== undefined} onClose={onClose} position="right" size={480} withOverlay={false} closeOnClickOutside={false} trapFocus={false} lockScroll={false} className="beside-list"
      title={account ? <span className="row"><StateMark state={markOf(account)} />{account.config.name}</span> : t('addTitle')} closeButtonProps={{ 'aria-label': t('close') }}>
      {openId === 'new' && <AccountForm first={NEW_ACCOUNT} onDone={onClose} />}
      {account && <Parts key={account.id} account={account} onClose={onClose} />}
    </Drawer>
  );
}

function Parts({ account, onClose }: { account: AccountState; onClose: () => void }) {
  const { t } = useTranslation('accounts');
  const [wanted, setPart] = useParameter('part');
  const part = PARTS.find(known => known === wanted) ?? 'state';
  return (
    <Tabs value={part} onChange={setPart} keepMounted={false} className="side-tabs">
      <Tabs.List>{PARTS.map(name => <Tabs.Tab key={name} value={name}>{t(`part.${name}`)}</Tabs.Tab>)}</Tabs.List>
      <Tabs.Panel value="state"><AccountFacts account={account} onRemoved={onClose} /></Tabs.Panel>
      <Tabs.Panel value="settings"><AccountForm account={account} first={formOf(account)} onDone={() => setPart(null)} /></Tabs.Panel>
    </Tabs>
  );
}
