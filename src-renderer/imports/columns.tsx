import { Progress } from '@mantine/core';
import type { TFunction } from 'i18next';
import type { ImportState } from '../../src-main/shared/model/importsource.ts';
import { exactText, whenText } from '../ui/clock.ts';
import type { DataColumn } from '../ui/columns.ts';
import { formatCount, formatPercent, type Language } from '../ui/format.ts';
import { type State, StateMark } from '../ui/StateMark.tsx';

type Texts = TFunction<'imports'>;

const MARK: Readonly<Record<ImportState['status'], State>> = { running: 'ok', done: 'ok', canceled: 'stopped', interrupted: 'warn', failed: 'critical' };

export const placeOf = ({ source }: ImportState): string => source.kind === 'prometheus' ? source.url : source.path;
export const shareOf = ({ status, done, total }: ImportState): number => status === 'done' ? 1 : total === 0 ? 0 : Math.min(1, done / total);

export function importColumns({ t, language }: { readonly t: Texts; readonly language: Language }): readonly DataColumn<ImportState>[] {
  return [
    { id: 'status', head: t('column.status'), value: row => t(`status.${row.status}`), fixed: true, width: '118px', cell: row => <span className="row"><StateMark state={MARK[row.status]} silent /><span>{t(`status.${row.status}`)}</span></span> },
    { id: 'source', head: t('column.source'), value: placeOf, words: row => t(`kind.${row.source.kind}`), fixed: true, width: 'minmax(200px, 2fr)', cell: row => <span className="cut" title={placeOf(row)}><span className="dim">{t(`kind.${row.source.kind}`)} </span><span className="mono">{placeOf(row)}</span></span> },
    { id: 'progress', head: t('column.progress'), value: shareOf, width: '150px', cell: row => <span className="row import-progress"><Progress value={100 * shareOf(row)} size="sm" aria-label={t('column.progress')} /><span className="num">{formatPercent(shareOf(row))}</span></span> },
    { id: 'samples', head: t('column.samples'), value: row => row.samples, width: '96px', right: true, cell: row => formatCount(row.samples) },
    { id: 'refused', head: t('column.refused'), value: row => row.refused, width: '84px', right: true, wide: true, cell: row => row.refused === 0 ? <span className="dim">0</span> : formatCount(row.refused) },
    { id: 'problem', head: t('column.problem'), value: row => row.problem, width: 'minmax(140px, 1.6fr)', cell: row => <span className={row.status === 'failed' ? 'cut c-critical' : 'cut dim'} title={row.problem}>{row.problem}</span> },
    { id: 'started', head: t('column.started'), value: row => row.startedAt, width: '110px', right: true, wide: true, csv: row => new Date(row.startedAt).toISOString(), cell: row => <span title={exactText(row.startedAt)}>{whenText(row.startedAt, Date.now(), language)}</span> },
  ];
}
