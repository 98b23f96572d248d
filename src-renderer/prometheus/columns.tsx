import type { TFunction } from 'i18next';
import type { LeftOut } from '../../src-main/shared/model/prometheusimport.ts';
import type { DataColumn } from '../ui/columns.ts';
import { type State, StateMark } from '../ui/StateMark.tsx';
import type { ImportRow } from './rows.ts';

type Texts = TFunction<'prometheus'>;

const MARK: Readonly<Record<ImportRow['outcome'], State>> = { new: 'ok', known: 'stopped', dropped: 'stopped', refused: 'critical' };

export function importColumns(t: Texts): readonly DataColumn<ImportRow>[] {
  const outcome = (row: ImportRow) => row.detail === '' ? t(`outcome.${row.outcome}`) : t('because', { outcome: t(`outcome.${row.outcome}`), detail: row.detail });
  return [
    { id: 'outcome', head: t('column.outcome'), value: outcome, fixed: true, width: 'minmax(150px, 1.6fr)', cell: row => <span className="row" title={outcome(row)}><StateMark state={MARK[row.outcome]} silent /><span className={row.outcome === 'refused' ? 'cut c-critical' : row.outcome === 'new' ? 'cut' : 'cut dim'}>{outcome(row)}</span></span> },
    { id: 'what', head: t('column.what'), value: row => row.what, fixed: true, width: 'minmax(200px, 2fr)', cell: row => <span className="cut" title={row.what}><span className="mono">{row.what}</span>{row.found !== null && <span className="dim"> {t('found', { count: row.found })}</span>}</span> },
    { id: 'job', head: t('column.job'), value: row => row.job, width: 'minmax(90px, .8fr)' },
    { id: 'labels', head: t('column.labels'), value: row => row.labels, width: 'minmax(140px, 1.5fr)', wide: true, cell: row => <span className="sub" title={row.labels}>{row.labels}</span> },
    { id: 'line', head: t('column.line'), value: row => row.line, width: '64px', right: true },
  ];
}

/** Why a place is not taken as it stands, in words. */
export const reasonText = ({ reason, detail }: LeftOut, t: Texts): string => t(`reason.${reason}`, { detail });
