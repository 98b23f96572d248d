import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { TargetState } from '../../src-main/shared/model/target.ts';
import type { Host } from '../host/client.ts';
import { useStream } from '../host/hooks.ts';
import { useLinkTo } from '../host/range.ts';
import { FileLists, useFileLists } from '../prometheus/FileLists.tsx';
import { Allowed } from '../ui/Allowed.tsx';
import { DataTable } from '../ui/DataTable.tsx';
import { EmptyState } from '../ui/Empty.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon, type IconName } from '../ui/icons.tsx';
import { useLanguage } from '../ui/language.ts';
import { useParameter } from '../ui/parameter.ts';
import { targetColumns } from './columns.tsx';
import { worstFirst } from './health.ts';
import { TargetDrawer } from './TargetDrawer.tsx';
import './targets.css';
import { useTargetActions } from './useTargetActions.ts';

const openChanges = (host: Host, signal: AbortSignal) => host.targets.changes({}, signal);
const idOf = (target: TargetState): string => target.id;

/** Every endpoint that is read, worst first; `?open=` with an id, `new` or `files` opens something beside the list. */
export function Targets() {
  const { t } = useTranslation('targets');
  const language = useLanguage();
  const { value, error } = useStream(openChanges);
  const targets = useMemo(() => worstFirst(value ?? []), [value]);
  const columns = useMemo(() => targetColumns(t, language), [t, language]);
  const [openId, setOpenId] = useParameter('open');
  const added = targets.some(target => target.kind === 'scrape');
  const add = (
    <Allowed needs="target:write">{may => (
      <Button variant="filled" disabled={!may} onClick={() => setOpenId('new')} leftSection={<Icon name="plus" size={14} />}>{t('add')}</Button>
    )}</Allowed>
  );
  return (
    <div className={`page-body fill ${openId ? 'beside' : ''}`}>
      <h1 className="unseen">{t('title')}</h1>
      {error && <ErrorNote error={error} what={t('listFailed')} />}
      {value !== null && !added && <FirstSteps action={add} />}
      <DataTable id="targets" name={t('title')} rows={targets} columns={columns} rowId={idOf} selectedId={openId ?? undefined} onOpen={target => setOpenId(target.id)} rowClass={target => target.health === 'paused' || target.health === 'dropped' ? 'target-paused' : ''}
        actions={target => <RowActions target={target} onEdit={() => setOpenId(target.id)} />} actionsWidth={100} tools={<Tools onFiles={() => setOpenId('files')} />} primary={added || value === null ? add : undefined} />
      <TargetDrawer target={targets.find(target => target.id === openId)} adding={openId === 'new'} onClose={() => setOpenId(null)} />
      {openId === 'files' && <FileLists onClose={() => setOpenId(null)} />}
    </div>
  );
}

/** Other ways to come by targets: files that are followed, once there are some, and what a Prometheus has. */
function Tools({ onFiles }: { onFiles: () => void }) {
  const { t } = useTranslation('targets');
  const linkTo = useLinkTo();
  const { data = [] } = useFileLists();
  const troubled = data.some(({ problems }) => problems.length > 0);
  return (
    <>
      <Button component={Link} href={linkTo('/targets/import')} leftSection={<Icon name="file" size={14} />}>{t('importYml')}</Button>
      {data.length > 0 && <Tooltip label={t('files', { count: data.length })}><ActionIcon variant="default" size={28} aria-label={t('files', { count: data.length })} onClick={onFiles}><Icon name="list" size={14} className={troubled ? 'c-warn' : ''} /></ActionIcon></Tooltip>}
    </>
  );
}

function FirstSteps({ action }: { action: ReactNode }) {
  const { t } = useTranslation('targets');
  return (
    <section className="panel targets-first">
      <EmptyState icon="sources" title={t('empty.title')} action={action}>
        <p>{t('empty.text')}</p>
        <p className="mono targets-example">http://192.168.1.20:9100/metrics</p>
      </EmptyState>
    </section>
  );
}

function RowActions({ target, onEdit }: { target: TargetState; onEdit: () => void }) {
  const { t } = useTranslation('targets');
  const actions = useTargetActions();
  if (target.kind !== 'scrape') return null;
  const paused = target.health === 'paused';
  const button = (icon: IconName, label: string, onClick: () => void) => (
    <Allowed needs="target:write">{may => (
      <Tooltip label={label}><ActionIcon variant="subtle" size={24} disabled={!may} aria-label={`${label} ${target.config.url}`} onClick={onClick}><Icon name={icon} size={14} /></ActionIcon></Tooltip>
    )}</Allowed>
  );
  return (
    <>
      {button('edit', t('edit'), onEdit)}
      {button(paused ? 'play' : 'pause', paused ? t('resume') : t('pause'), () => void actions.pause(target, !paused))}
      {button('trash', t('delete'), () => void actions.remove(target))}
    </>
  );
}
