import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportState } from '../../src-main/shared/model/importsource.ts';
import type { Host } from '../host/client.ts';
import { toAppError, useHost, useStream } from '../host/hooks.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { DataTable } from '../ui/DataTable.tsx';
import { EmptyState } from '../ui/Empty.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon, type IconName } from '../ui/icons.tsx';
import { useLanguage } from '../ui/language.ts';
import { Panel } from '../ui/Panel.tsx';
import { useParameter } from '../ui/parameter.ts';
import { importColumns, placeOf } from './columns.tsx';
import { ImportForm } from './ImportForm.tsx';
import './imports.css';

const openChanges = (host: Host, signal: AbortSignal) => host.imports.changes({}, signal);
const idOf = (state: ImportState): string => state.id;
const NONE: readonly ImportState[] = [];

/** History that is brought in: what runs and what has ended, and the form of a new one (`?open=new`). */
export function Imports() {
  const { t } = useTranslation('imports');
  const language = useLanguage();
  const { value, error } = useStream(openChanges);
  const columns = useMemo(() => importColumns({ t, language }), [t, language]);
  const [open, setOpen] = useParameter('open');
  const add = <Allowed needs="store:admin">{may => <Button variant="filled" disabled={!may} onClick={() => setOpen('new')} leftSection={<Icon name="plus" size={14} />}>{t('new')}</Button>}</Allowed>;
  return (
    <div className={`page-body ${open === 'new' ? '' : 'fill'}`}>
      <div><h1 className="page-title">{t('title')}</h1><p className="sub">{t('intro')}</p></div>
      {open === 'new' && <Panel title={t('new')} className="imports-panel" actions={<ActionIcon variant="subtle" aria-label={t('close')} title={t('close')} onClick={() => setOpen(null)}><Icon name="x" size={14} /></ActionIcon>}><ImportForm onStarted={() => setOpen(null)} /></Panel>}
      {error && <ErrorNote error={error} what={t('listFailed')} />}
      {open !== 'new' && <DataTable id="imports" name={t('list')} rows={value ?? NONE} columns={columns} rowId={idOf} actionsWidth={72} primary={add} actions={state => <Actions state={state} />}
        empty={value === null ? undefined : <EmptyState icon="download" title={t('empty.title')} action={add}><p>{t('empty.text')}</p></EmptyState>} />}
    </div>
  );
}

function Actions({ state }: { state: ImportState }) {
  const { t } = useTranslation('imports');
  const host = useHost();
  const { id, status } = state;
  const button = (icon: IconName, label: string, act: () => Promise<unknown>) => {
    const run = () => { act().catch((error: unknown) => notifications.show({ title: t('failed'), message: toAppError(error).message, color: 'red', autoClose: false })); };
    return <Allowed needs="store:admin">{may => <Tooltip label={label}><ActionIcon variant="subtle" size={24} disabled={!may} aria-label={`${label} ${placeOf(state)}`} onClick={run}><Icon name={icon} size={14} /></ActionIcon></Tooltip>}</Allowed>;
  };
  if (status === 'running') return button('x', t('cancel'), () => host.imports.cancel({ id }));
  return (
    <>
      {status !== 'done' && button('play', t('again'), () => host.imports.resume({ id }))}
      {button('trash', t('remove'), () => host.imports.remove({ id }))}
    </>
  );
}
