import { ActionIcon } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { LIMITS, levelOf } from '../../src-main/shared/model/limits.ts';
import { type MachineCourses, type MachineRow, METERS, type Meter, type SourceName, type Spread } from '../../src-main/shared/model/machine.ts';
import { MachineCount } from '../alerts/FiringCount.tsx';
import { useLinkTo } from '../host/range.ts';
import { machinePath, selectorOf } from '../inventory/address.ts';
import { useSpread } from '../inventory/courses.ts';
import { machineWords } from '../inventory/words.ts';
import { exactText } from '../ui/clock.ts';
import { formatPercent, formatRate, type Language, MISSING } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import { useLanguage } from '../ui/language.ts';
import { Sparkline } from '../ui/Sparkline.tsx';
import { StateMark } from '../ui/StateMark.tsx';
import { STATES, tally } from './layout.ts';

/** The texts of the rows, looked up once for all of them. */
export interface Words { readonly t: TFunction<'inventory'>; readonly language: Language }
export function useWords(): Words {
  const { t } = useTranslation('inventory');
  const language = useLanguage();
  return useMemo(() => ({ t, language }), [t, language]);
}

/** One machine: its state, what is wrong in words, and the course of four figures. */
export function MachineCells({ row, courses, now, jobShown, words: { t, language } }: { row: MachineRow; courses: MachineCourses | undefined; now: number; jobShown: boolean; words: Words }) {
  const words = machineWords(row, t, language, now);
  const detail = row.source === 'self' ? t('thisComputer') : row.instance === row.name ? row.os : row.instance;
  return (
    <>
      <td className="table-cell"><span className="row fleet-name">
        <StateMark state={row.state} />
        <span className="tile" title={t(`source.${row.source}`)}>{t(`tile.${row.source}`)}</span>
        <span className="fleet-words cut"><b>{row.name}</b> <span className="dim">{detail}</span></span>
        <MachineCount job={row.job} instance={row.instance} />
      </span></td>
      <td className={`table-cell fleet-problem c-${row.state === 'ok' ? 'calm' : row.state}`} title={row.seen === null ? words : `${words}\n${exactText(row.seen)}`}>{words}</td>
      {jobShown && <td className="table-cell sub fleet-job" title={row.job}>{row.job}</td>}
      <MeterCell meter={row.cpu} course={courses?.cpu} level={row.problems.some(problem => problem.kind === 'cpu') ? 'warn' : null} />
      <MeterCell meter={row.memory} course={courses?.memory} level={past(LIMITS.memory, row.memory)} />
      <MeterCell meter={row.disk} course={courses?.disk} level={past(LIMITS.disk, row.disk)} {...(row.disk ? { title: row.disk.subject } : {})} />
      <MeterCell meter={row.network} course={courses?.network} level={null} rate />
    </>
  );
}

const past = (limit: Parameters<typeof levelOf>[0], meter: Meter | null) => meter?.last === null || meter === null ? null : levelOf(limit, meter.last);

interface MeterCellProps { readonly meter: Meter | null; readonly course: Float64Array | null | undefined; readonly level: 'warn' | 'critical' | null; readonly rate?: boolean; readonly title?: string }

function MeterCell({ meter, course, level, rate = false, title }: MeterCellProps) {
  const value = meter?.last ?? null;
  return (
    <td className={`table-cell ${rate ? 'fleet-rate' : 'fleet-share'}`} title={title}><span className="fleet-meter">
      <Sparkline values={course ?? null} {...(rate ? {} : { max: 1 })} level={level} />
      <span className={`num ${level === null ? value === null ? 'dim' : 'sub' : `c-${level} strong`}`}>{value === null ? MISSING : rate ? formatRate(value) : formatPercent(value)}</span>
    </span></td>
  );
}

/** Where a row leads, shown on hover and focus without moving anything. */
export function MachineActions({ row }: { row: MachineRow }) {
  const { t } = useTranslation('overview');
  const linkTo = useLinkTo();
  return (
    <td className="table-cell table-actions">
      <ActionIcon component={Link} href={linkTo('/explore', { q: selectorOf(row) })} variant="subtle" size={24} tabIndex={-1} aria-label={t('explore', { name: row.name })} title={t('explore', { name: row.name })}><Icon name="explore" size={14} /></ActionIcon>
      <ActionIcon component={Link} href={linkTo(machinePath(row.id))} variant="subtle" size={24} tabIndex={-1} aria-label={t('open', { name: row.name })} title={t('open', { name: row.name })}><Icon name="right" size={14} /></ActionIcon>
    </td>
  );
}

/** Which machines a fold holds: the healthy ones of a job, of a source, or all. */
export interface Scope { readonly job?: string; readonly source?: SourceName }

/** The healthy ones as one line: how many, and their median within least and most. */
export function FoldCells({ count, scope, alone, open, jobShown }: { count: number; scope: Scope; alone: boolean; open: boolean; jobShown: boolean }) {
  const { t } = useTranslation('overview');
  const { data } = useSpread(scope);
  return (
    <>
      <td className="table-cell"><span className="row fleet-name">
        <StateMark state="ok" silent />
        <span className="fleet-caret dim"><Icon name={open ? 'down' : 'right'} size={12} /></span>
        <span className="sub cut">{t(alone ? 'foldFirst' : 'fold', { count })}</span>
      </span></td>
      <td className="table-cell dim fleet-problem">{open ? t('foldAgain') : t('spread')}</td>
      {jobShown && <td className="table-cell fleet-job" />}
      {METERS.map(figure => <SpreadCell key={figure} spread={data?.[figure] ?? null} rate={figure === 'network'} />)}
      <td className="table-cell" />
    </>
  );
}

function SpreadCell({ spread, rate }: { spread: Spread | null; rate: boolean }) {
  const value = spread?.last ?? null;
  return (
    <td className={`table-cell ${rate ? 'fleet-rate' : 'fleet-share'}`}><span className="fleet-meter">
      {spread ? <Sparkline values={spread.median} low={spread.low} high={spread.high} {...(rate ? {} : { max: 1 })} /> : <Sparkline values={null} />}
      <span className="num dim">{value === null ? MISSING : rate ? formatRate(value) : formatPercent(value)}</span>
    </span></td>
  );
}

/** A group's head: how many machines, and how many in each state that matters. */
export function GroupCells({ name, rows, open, columns }: { name: string; rows: readonly MachineRow[]; open: boolean; columns: number }) {
  const { t } = useTranslation('overview');
  const counts = tally(rows);
  return (
    <td className="table-cell fleet-group" colSpan={columns}><span className="row">
      <Icon name={open ? 'down' : 'right'} size={12} />
      <b className="cut">{name}</b>
      <span className="dim nowrap">{t('count', { count: rows.length })}</span>
      {counts.ok === rows.length
        ? <span className="fleet-count c-ok"><StateMark state="ok" size={11} silent />{t('allOk')}</span>
        : STATES.filter(state => state !== 'ok' && counts[state] > 0).map(state => <span key={state} className={`fleet-count c-${state}`}><StateMark state={state} size={11} />{counts[state]}</span>)}
    </span></td>
  );
}
