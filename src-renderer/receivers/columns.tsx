import type { TFunction } from 'i18next';
import type { ReceiverState } from '../../src-main/shared/model/receiver.ts';
import { exactText, whenText } from '../ui/clock.ts';
import type { DataColumn } from '../ui/columns.ts';
import type { Language } from '../ui/format.ts';
import { type State, StateMark } from '../ui/StateMark.tsx';
import { typeOf } from './form.ts';

type Texts = TFunction<'receivers'>;

/** Who is told, where that is, and whether it works. */
export function receiverColumns({ t, language }: { t: Texts; language: Language }): readonly DataColumn<ReceiverState>[] {
  const wrong = (receiver: ReceiverState) => wordsOf(receiver, t);
  return [
    { id: 'name', head: t('column.name'), value: ({ config }) => config.name, fixed: true, width: 'minmax(170px, 1.4fr)', cell: receiver => <Name receiver={receiver} t={t} /> },
    { id: 'wrong', head: t('column.wrong'), value: wrong, fixed: true, width: 'minmax(130px, 1.6fr)', cell: receiver => <span className={receiver.lastError ? 'c-critical strong cut' : 'dim cut'} title={wrong(receiver)}>{wrong(receiver)}</span> },
    { id: 'type', head: t('column.type'), value: ({ config }) => t(`type.${typeOf(config)}`), width: 'minmax(100px, .9fr)', wide: true },
    { id: 'destination', head: t('column.destination'), value: ({ destination }) => destination, width: 'minmax(120px, 1.2fr)', wide: true, cell: ({ destination }) => <span className="sub cut" title={destination}>{destination}</span> },
    { id: 'routes', head: t('column.routes'), value: ({ routes }) => routes, width: '68px', right: true },
    { id: 'waiting', head: t('column.waiting'), value: ({ waiting }) => waiting, width: '76px', right: true, cell: ({ waiting }) => waiting === 0 ? <span className="dim">0</span> : <b className="c-warn">{waiting}</b> },
    { id: 'lastSent', head: t('column.lastSent'), value: ({ lastSentAt }) => lastSentAt, width: '108px', right: true, csv: ({ lastSentAt }) => lastSentAt === null ? '' : new Date(lastSentAt).toISOString(), cell: ({ lastSentAt }) => lastSentAt === null ? null : <span className="sub" title={exactText(lastSentAt)}>{whenText(lastSentAt, Date.now(), language)}</span> },
  ];
}

const wordsOf = ({ lastError, lastSentAt, routes }: ReceiverState, t: Texts): string => lastError?.message ?? (routes === 0 ? t('state.unused') : lastSentAt === null ? t('state.never') : t('state.ok'));
export const markOf = ({ lastError, routes, lastSentAt }: ReceiverState): State => lastError ? 'critical' : routes === 0 ? 'stopped' : lastSentAt === null ? 'unknown' : 'ok';

function Name({ receiver, t }: { receiver: ReceiverState; t: Texts }) {
  const type = typeOf(receiver.config);
  return <span className="row receiver-name"><StateMark state={markOf(receiver)} /><span className="tile" title={t(`type.${type}`)}>{t(`tile.${type}`)}</span><b className="cut" title={receiver.config.name}>{receiver.config.name}</b></span>;
}
