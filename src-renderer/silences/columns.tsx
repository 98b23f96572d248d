import type { TFunction } from 'i18next';
import type { SilenceState } from '../../src-main/shared/model/silence.ts';
import { exactText, whenText } from '../ui/clock.ts';
import type { DataColumn } from '../ui/columns.ts';
import type { Language } from '../ui/format.ts';
import { StateMark } from '../ui/StateMark.tsx';

interface ColumnParts { readonly t: TFunction<'silences'>; readonly language: Language }

/** Those in force first; what they mute, why, and until when. */
export function silenceColumns({ t, language }: ColumnParts): readonly DataColumn<SilenceState>[] {
  const when = (time: number) => <span className="sub" title={exactText(time)}>{whenText(time, Date.now(), language)}</span>;
  const iso = (time: number) => new Date(time).toISOString();
  return [
    { id: 'what', head: t('column.what'), value: ({ matchers }) => matchers.map(({ name, op, value }) => `${name}${op}${value}`).join(' '), fixed: true, width: 'minmax(220px, 2.2fr)', cell: silence => <What silence={silence} label={t(`state.${silence.state}`)} /> },
    { id: 'why', head: t('column.why'), value: ({ comment }) => comment, fixed: true, width: 'minmax(130px, 1.4fr)', cell: ({ comment }) => <span className="sub cut" title={comment}>{comment}</span> },
    { id: 'alerts', head: t('column.alerts'), value: ({ alerts, state }) => state === 'expired' ? null : alerts, width: '72px', right: true, cell: ({ alerts, state }) => state === 'expired' ? null : alerts },
    { id: 'state', head: t('column.state'), value: ({ state }) => t(`state.${state}`), width: '88px', wide: true },
    { id: 'until', head: t('column.until'), value: ({ endsAt }) => endsAt, width: '118px', right: true, csv: ({ endsAt }) => iso(endsAt), cell: ({ endsAt }) => when(endsAt) },
    { id: 'from', head: t('column.from'), value: ({ startsAt }) => startsAt, width: '118px', right: true, wide: true, csv: ({ startsAt }) => iso(startsAt), cell: ({ startsAt }) => when(startsAt) },
    { id: 'by', head: t('column.by'), value: ({ createdBy }) => createdBy, width: 'minmax(70px, .6fr)', wide: true },
  ];
}

function What({ silence: { matchers, state }, label }: { silence: SilenceState; label: string }) {
  return (
    <span className="row silence-what">
      <span title={label}><StateMark state={state === 'active' ? 'maintenance' : 'stopped'} silent /></span>
      <span className="cut">{matchers.map(({ name, op, value }) => <code key={`${name}${op}${value}`} className="matcher"><span className="dim">{name}{op}</span>{value === '' ? '""' : value}</code>)}</span>
    </span>
  );
}
