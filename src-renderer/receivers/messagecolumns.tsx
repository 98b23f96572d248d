import type { TFunction } from 'i18next';
import type { MessageRow } from '../../src-main/shared/model/message.ts';
import { exactText, whenText } from '../ui/clock.ts';
import type { DataColumn } from '../ui/columns.ts';
import type { Language } from '../ui/format.ts';
import { type State, StateMark } from '../ui/StateMark.tsx';

type Texts = TFunction<'receivers'>;
const MARKS: Readonly<Record<MessageRow['state'], State>> = { sent: 'ok', waiting: 'warn', sending: 'unknown', failed: 'critical', merged: 'stopped' };
export const messageMark = ({ state, attempts }: Pick<MessageRow, 'state' | 'attempts'>): State => state === 'waiting' && attempts === 0 ? 'unknown' : MARKS[state];

/** What was told, to whom, and whether it arrived. */
export function messageColumns({ t, language }: { t: Texts; language: Language }): readonly DataColumn<MessageRow>[] {
  const state = (row: MessageRow) => t(`message.state.${row.state}`);
  return [
    { id: 'title', head: t('message.column.title'), value: ({ title }) => title, fixed: true, width: 'minmax(220px, 2.2fr)', cell: row => <Title row={row} t={t} /> },
    { id: 'receiver', head: t('message.column.receiver'), value: ({ receiverName }) => receiverName, width: 'minmax(100px, .8fr)' },
    { id: 'state', head: t('message.column.state'), value: state, fixed: true, width: 'minmax(140px, 1.4fr)', words: ({ lastError }) => lastError, cell: row => <span className={row.state === 'failed' ? 'c-critical cut' : row.lastError ? 'c-warn cut' : 'sub cut'} title={row.lastError}>{state(row)}{row.lastError !== '' && `: ${row.lastError}`}</span> },
    { id: 'attempts', head: t('message.column.attempts'), value: ({ attempts }) => attempts, width: '82px', right: true, wide: true },
    { id: 'at', head: t('message.column.at'), value: ({ createdAt }) => createdAt, width: '112px', right: true, csv: ({ createdAt }) => new Date(createdAt).toISOString(), cell: ({ createdAt }) => <span className="sub" title={exactText(createdAt)}>{whenText(createdAt, Date.now(), language, true)}</span> },
  ];
}

function Title({ row, t }: { row: MessageRow; t: Texts }) {
  const reason = row.reason === 'group' ? '' : t(`message.reason.${row.reason}`);
  return <span className="row message-title"><StateMark state={messageMark(row)} silent /><span className="cut" title={row.title}>{row.title}</span>{reason !== '' && <span className="chip">{reason}</span>}</span>;
}
