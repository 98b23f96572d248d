import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { SilenceState } from '../../src-main/shared/model/silence.ts';
import { AlertsHead } from '../alerts/AlertsHead.tsx';
import '../alerts/alerts.css';
import type { Host } from '../host/client.ts';
import { toAppError, useHost, useStream } from '../host/hooks.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { DataTable } from '../ui/DataTable.tsx';
import { EmptyState } from '../ui/Empty.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon, type IconName } from '../ui/icons.tsx';
import { useLanguage } from '../ui/language.ts';
import { useParameter } from '../ui/parameter.ts';
import { useUndo } from '../ui/undo.tsx';
import { silenceColumns } from './columns.tsx';
import { againOf, formFor, formOf } from './form.ts';
import { SilenceForm } from './SilenceForm.tsx';
import './silences.css';

const openChanges = (host: Host, signal: AbortSignal) => host.silences.changes({}, signal);
const idOf = (silence: SilenceState): string => silence.id;
const rowClass = (silence: SilenceState): string => silence.state === 'expired' ? 'silence-over' : '';
const NONE: readonly SilenceState[] = [];

/** What is muted; `?open=<id>` or `?open=new&match={…}` opens one beside the list. */
export function Silences() {
  const { t } = useTranslation('silences');
  const language = useLanguage();
  const { value, error } = useStream(openChanges);
  const rows = value ?? NONE;
  const columns = useMemo(() => silenceColumns({ t, language }), [t, language]);
  const [openId, setOpenId] = useParameter('open');
  const expire = useExpire();
  const active = rows.filter(({ state }) => state === 'active').length;
  const add = <Allowed needs="alert:write">{may => <Button variant="filled" disabled={!may} onClick={() => setOpenId('new')} leftSection={<Icon name="mute" size={14} />}>{t('add')}</Button>}</Allowed>;
  const button = (icon: IconName, label: string, silence: SilenceState, act: () => void) => <Allowed needs="alert:write">{may => <Tooltip label={label}><ActionIcon variant="subtle" size={24} disabled={!may} aria-label={`${label} ${silence.comment}`} onClick={act}><Icon name={icon} size={14} /></ActionIcon></Tooltip>}</Allowed>;
  return (
    <div className="page-body fill alerts" data-open={openId !== null || undefined} data-wide>
      <section className="panel alerts-list rules-list" aria-label={t('title')}>
        <AlertsHead tab="silences" counts={active > 0 ? { silences: active } : {}}>{add}</AlertsHead>
        {error && <ErrorNote error={error} what={t('listFailed')} />}
        <DataTable id="silences" name={t('title')} rows={rows} columns={columns} rowId={idOf} rowClass={rowClass} onOpen={silence => setOpenId(silence.id)} selectedId={openId ?? undefined} actionsWidth={40}
          actions={silence => silence.state === 'expired' ? button('refresh', t('again'), silence, () => setOpenId(silence.id)) : button('x', t('expire'), silence, () => void expire(silence))}
          empty={value === null ? undefined : <EmptyState icon="mute" title={t('empty.title')} action={add}><p>{t('empty.text')}</p></EmptyState>} />
      </section>
      {openId !== null && <Side key={openId} id={openId} silence={rows.find(({ id }) => id === openId)} loaded={value !== null} onClose={() => setOpenId(null)} onExpire={expire} />}
    </div>
  );
}

interface SideProps { readonly id: string; readonly silence: SilenceState | undefined; readonly loaded: boolean; readonly onClose: () => void; readonly onExpire: (silence: SilenceState) => Promise<void> }

function Side({ id, silence, loaded, onClose, onExpire }: SideProps) {
  const { t } = useTranslation('silences');
  const [match, setMatch] = useParameter('match');
  const close = useCallback(() => { setMatch(null); onClose(); }, [setMatch, onClose]);
  const first = useMemo(() => silence === undefined ? formFor(match) : silence.state === 'expired' ? againOf(silence) : formOf(silence), [silence, match]);
  const over = silence === undefined || silence.state === 'expired';
  return (
    <section className="panel alerts-side" aria-label={t(over ? 'newTitle' : 'editTitle')}>
      <header className="alerts-head">
        <h2 className="cut">{t(over ? 'newTitle' : 'editTitle')}</h2>
        <span className="grow" />
        <ActionIcon variant="subtle" aria-label={t('close')} title={t('close')} onClick={close}><Icon name="x" size={14} /></ActionIcon>
      </header>
      <div className="alerts-inside silence-inside">
        {id === 'new' && <SilenceForm first={first} onDone={close} />}
        {id !== 'new' && silence !== undefined && <SilenceForm key={silence.updatedAt} {...(over ? {} : { silence, onExpire: () => { close(); void onExpire(silence); } })} first={first} onDone={close} />}
        {id !== 'new' && silence === undefined && loaded && <EmptyState icon="mute" title={t('empty.title')} />}
      </div>
    </section>
  );
}

/** Ends a silence; for as long as the note stands it can be made anew. */
function useExpire(): (silence: SilenceState) => Promise<void> {
  const { t } = useTranslation('silences');
  const host = useHost();
  const offerUndo = useUndo();
  return useCallback(async ({ id, matchers, comment, endsAt, startsAt }) => {
    try {
      await host.silences.expire({ id });
      offerUndo(t('expired'), () => host.silences.create({ silence: { matchers: [...matchers], comment, startsAt, endsAt } }));
    } catch (error) {
      notifications.show({ title: t('expireFailed'), message: toAppError(error).message, color: 'red', autoClose: false });
    }
  }, [host, offerUndo, t]);
}
