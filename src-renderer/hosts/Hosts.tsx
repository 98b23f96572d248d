import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { SshHostState } from '../../src-main/shared/model/sshhost.ts';
import type { Host } from '../host/client.ts';
import { useCall, useStream } from '../host/hooks.ts';
import { useLinkTo } from '../host/range.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { DataTable } from '../ui/DataTable.tsx';
import { EmptyState } from '../ui/Empty.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon, type IconName } from '../ui/icons.tsx';
import { useLanguage } from '../ui/language.ts';
import { useParameter } from '../ui/parameter.ts';
import { TickBar } from '../ui/TickBar.tsx';
import { hostColumns } from './columns.tsx';
import { GroupHead } from './GroupHead.tsx';
import { groupsOf, worstFirst } from './health.ts';
import { HostDrawer } from './HostDrawer.tsx';
import './hosts.css';
import { KeyQuestions } from './KeyQuestions.tsx';
import { Regroup } from './Regroup.tsx';
import { useHostActions } from './useHostActions.ts';

const openChanges = (host: Host, signal: AbortSignal) => host.hosts.changes({}, signal);
const idOf = (host: SshHostState): string => host.id;
const groupOf = (host: SshHostState): string => host.config.group;
const groupHead = (name: string, hosts: readonly SshHostState[]) => <GroupHead name={name} hosts={hosts} />;
const NONE: ReadonlySet<string> = new Set();

/** Every machine that is reached by SSH, by group, worst first; `?open=` with an id, `new`, `paste` or `push` opens something beside the list. */
export function Hosts() {
  const { t } = useTranslation('hosts');
  const language = useLanguage();
  const { value, error } = useStream(openChanges);
  const hosts = useMemo(() => worstFirst(value ?? []), [value]);
  const columns = useMemo(() => hostColumns(t, language), [t, language]);
  const [openId, setOpenId] = useParameter('open');
  const [ids, setIds] = useState(NONE);
  const ticked = useMemo(() => hosts.filter(({ id }) => ids.has(id)), [hosts, ids]);
  const groups = useMemo(() => groupsOf(hosts), [hosts]);
  const add = <AddButton onAdd={() => setOpenId('new')} />;
  return (
    <div className={`page-body fill hosts ${openId ? 'beside' : ''}`}>
      <h1 className="unseen">{t('title')}</h1>
      {error && <ErrorNote error={error} what={t('listFailed')} />}
      <KeyQuestions hosts={hosts} openId={openId} />
      <DataTable id="hosts" name={t('title')} rows={hosts} columns={columns} rowId={idOf} groupOf={groupOf} groupHead={groupHead} ticks={{ ids, set: setIds }} selectedId={openId ?? undefined} onOpen={host => setOpenId(host.id)}
        rowClass={rowClass} actions={host => <RowActions host={host} onEdit={() => setOpenId(host.id)} />} actionsWidth={100} tools={<Tools onPush={() => setOpenId('push')} />} primary={add} empty={value === null ? undefined : <FirstSteps add={add} onPush={() => setOpenId('push')} />} />
      <HostDrawer hosts={hosts} openId={openId} setOpenId={setOpenId} />
      <BulkActions hosts={ticked} groups={groups} onClear={() => setIds(NONE)} />
    </div>
  );
}

const rowClass = (host: SshHostState): string => host.paused ? 'host-paused' : '';

function AddButton({ onAdd }: { onAdd: () => void }) {
  const { t } = useTranslation('hosts');
  return <Allowed needs="target:write">{may => <Button variant="filled" disabled={!may} onClick={onAdd} leftSection={<Icon name="plus" size={14} />}>{t('add')}</Button>}</Allowed>;
}

function Tools({ onPush }: { onPush: () => void }) {
  const { t } = useTranslation('hosts');
  const linkTo = useLinkTo();
  return (
    <Button.Group>
      <Button component={Link} href={linkTo('/hosts/import')} leftSection={<Icon name="file" size={14} />}>{t('import.do')}</Button>
      <Button onClick={onPush} leftSection={<Icon name="link" size={14} />}>{t('push.do')}</Button>
    </Button.Group>
  );
}

/** Nothing yet: what was found on this computer, and the ways to begin. */
function FirstSteps({ add, onPush }: { add: ReactNode; onPush: () => void }) {
  const { t } = useTranslation('hosts');
  const linkTo = useLinkTo();
  const { data } = useCall(['hosts.candidates'], (host, signal) => host.hosts.candidates({}, signal));
  const found = data?.length ?? 0;
  const actions = (
    <span className="row hosts-first">
      {found > 0 ? <><Button component={Link} href={linkTo('/hosts/import')} variant="filled" leftSection={<Icon name="file" size={14} />}>{t('empty.import', { count: found })}</Button><AddPlain /></> : add}
      <Button onClick={onPush} leftSection={<Icon name="link" size={14} />}>{t('push.do')}</Button>
    </span>
  );
  return <EmptyState icon="terminal" title={t('empty.title')} action={actions}><p>{t('empty.text')}</p></EmptyState>;
}

function AddPlain() {
  const { t } = useTranslation('hosts');
  const [, setOpenId] = useParameter('open');
  return <Allowed needs="target:write">{may => <Button disabled={!may} onClick={() => setOpenId('new')} leftSection={<Icon name="plus" size={14} />}>{t('add')}</Button>}</Allowed>;
}

function BulkActions({ hosts, groups, onClear }: { hosts: readonly SshHostState[]; groups: readonly string[]; onClear: () => void }) {
  const { t } = useTranslation('hosts');
  const actions = useHostActions();
  const act = useCallback((run: () => Promise<void>) => { onClear(); void run(); }, [onClear]);
  const button = (icon: IconName, label: string, run: () => Promise<void>, disabled = false) => (
    <Allowed needs="target:write">{may => <Button disabled={!may || disabled} onClick={() => act(run)} leftSection={<Icon name={icon} size={14} />}>{label}</Button>}</Allowed>
  );
  return (
    <TickBar count={hosts.length} onClear={onClear}>
      <Regroup hosts={hosts} groups={groups} onDone={onClear} />
      {button('pause', t('pause'), () => actions.pause(hosts, true), hosts.every(host => host.paused))}
      {button('play', t('resume'), () => actions.pause(hosts, false), hosts.every(host => !host.paused))}
      {button('trash', t('remove'), () => actions.remove(hosts))}
    </TickBar>
  );
}

function RowActions({ host, onEdit }: { host: SshHostState; onEdit: () => void }) {
  const { t } = useTranslation('hosts');
  const actions = useHostActions();
  const button = (icon: IconName, label: string, onClick: () => void) => (
    <Allowed needs="target:write">{may => (
      <Tooltip label={label}><ActionIcon variant="subtle" size={24} disabled={!may} aria-label={`${label} ${host.config.name}`} onClick={onClick}><Icon name={icon} size={14} /></ActionIcon></Tooltip>
    )}</Allowed>
  );
  return (
    <>
      {button('edit', t('edit'), onEdit)}
      {button(host.paused ? 'play' : 'pause', t(host.paused ? 'resume' : 'pause'), () => void actions.pause([host], !host.paused))}
      {button('trash', t('remove'), () => void actions.remove([host]))}
    </>
  );
}
