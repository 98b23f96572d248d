import { Button } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { LIMITS } from '../../src-main/shared/model/limits.ts';
import type { MachineRow, Problem } from '../../src-main/shared/model/machine.ts';
import type { SshHostState } from '../../src-main/shared/model/sshhost.ts';
import { wrongWith } from '../hosts/words.ts';
import { useLinkTo } from '../host/range.ts';
import { whenText } from '../ui/clock.ts';
import { formatPercent, type Language } from '../ui/format.ts';
import { useLanguage } from '../ui/language.ts';
import { StateMark } from '../ui/StateMark.tsx';
import { sourcePath, useSshHost } from './sshhost.ts';
import { problemWords } from './words.ts';

/** Past this many the rest is told in the list only. */
const MOST = 3;

/** What is wrong with a machine, one line each: in words, and what it means. */
export function Banners({ row, now }: { row: MachineRow; now: number }) {
  return row.problems.length === 0 ? null : <div className="banners">{row.problems.slice(0, MOST).map(problem => <Banner key={`${problem.kind} ${problem.subject ?? ''}`} row={row} problem={problem} now={now} />)}</div>;
}

function Banner({ row, problem, now }: { row: MachineRow; problem: Problem; now: number }) {
  const { t } = useTranslation('inventory');
  const language = useLanguage();
  const linkTo = useLinkTo();
  const host = useSshHost(row);
  const away = problem.kind === 'down' || problem.kind === 'paused';
  return (
    <div className={`banner banner-${problem.level}`} role="status">
      <StateMark state={problem.level} size={15} />
      <b className="nowrap">{sentence(problemWords(problem, t, language, now))}</b>
      <span className="sub grow">{problem.kind === 'down' && host ? <HostError host={host} /> : meaning(problem, t, language, now)}</span>
      {away && <Button component={Link} href={sourcePath(host, linkTo)} size="compact-xs">{t(host ? 'banner.host' : 'banner.target')}</Button>}
    </div>
  );
}

/** Why a host over SSH does not answer, by the step that fails; the way to it has the rest. */
function HostError({ host }: { host: SshHostState }) {
  const { t } = useTranslation('hosts');
  return wrongWith(host, t, useLanguage());
}

/** A path stays as it is written. */
const sentence = (words: string): string => words.replace(/^[a-z]/, letter => letter.toUpperCase());

function meaning({ kind, since, until }: Problem, t: TFunction<'inventory'>, language: Language, now: number): string {
  const began = since === undefined ? '' : t('banner.since', { time: whenText(since, now, language) });
  switch (kind) {
    case 'cpu': return t('banner.cpu', { limit: formatPercent(LIMITS.cpu.warn), since: began });
    case 'memory': return t('banner.memory', { limit: formatPercent(LIMITS.memory.warn), since: began });
    case 'disk': return until === undefined ? t('banner.disk', { limit: formatPercent(LIMITS.disk.warn) }) : t('banner.diskUntil', { when: whenText(until, now, language) });
    case 'down': return t(since === undefined ? 'banner.downFirst' : 'banner.down');
    default: return t(`banner.${kind}`);
  }
}
