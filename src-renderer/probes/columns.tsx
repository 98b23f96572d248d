import type { TFunction } from 'i18next';
import type { ProbeState } from '../../src-main/shared/model/probe.ts';
import { exactText, whenText } from '../ui/clock.ts';
import type { DataColumn } from '../ui/columns.ts';
import { formatDuration, type Language } from '../ui/format.ts';
import { Sparkline } from '../ui/Sparkline.tsx';
import { StateMark } from '../ui/StateMark.tsx';
import { tagTexts } from '../ui/tags.ts';
import { certificateLevel, certificateWords } from './certificate.ts';
import { type Courses, probeKey } from './courses.ts';
import { markOf } from './health.ts';
import { successText, wrongWith } from './words.ts';

type Texts = TFunction<'probes'>;

interface ColumnParts {
  readonly t: Texts;
  readonly language: Language;
  /** unix ms, by the minute */
  readonly now: number;
  readonly courses: Courses;
  /** the name of the SSH host a probe is made from, '' for this computer */
  readonly placeOf: (probe: ProbeState) => string;
}

/** The list's columns: what is watched and from where, what is wrong, and how it fared over the page's range. */
export function probeColumns({ t, language, now, courses, placeOf }: ColumnParts): readonly DataColumn<ProbeState>[] {
  const keyOf = (probe: ProbeState) => probeKey(probe.config, placeOf(probe));
  const success = (probe: ProbeState) => courses.success.get(keyOf(probe)) ?? null;
  const from = (probe: ProbeState) => placeOf(probe) || t('fromHere');
  const wrong = (probe: ProbeState) => wrongWith(probe, t, language, now);
  return [
    { id: 'target', head: t('column.target'), value: probe => probe.config.target, fixed: true, width: 'minmax(200px, 2fr)', words: probe => `${probe.config.dns.name} ${probe.config.job} ${tagTexts(probe.config.labels).join(' ')} ${t(`health.${probe.health}`)}`, cell: probe => <Target probe={probe} now={now} t={t} /> },
    { id: 'wrong', head: t('column.wrong'), value: wrong, fixed: true, width: 'minmax(140px, 1.6fr)', cell: probe => <Wrong probe={probe} words={wrong(probe)} now={now} /> },
    { id: 'from', head: t('column.from'), value: from, width: 'minmax(108px, .8fr)', cell: probe => <span className="sub" title={from(probe)}>{from(probe)}</span> },
    { id: 'certificate', head: t('column.certificate'), value: probe => probe.certificateExpires, width: '138px', wide: true, csv: probe => probe.certificateExpires === null ? '' : new Date(probe.certificateExpires).toISOString(), cell: probe => <Certificate expires={probe.certificateExpires} now={now} t={t} language={language} /> },
    { id: 'success', head: t('column.success'), value: success, width: '84px', right: true, cell: probe => <Success ratio={success(probe)} /> },
    { id: 'course', head: t('column.course'), value: () => null, unsorted: true, wide: true, width: 'minmax(90px, 1fr)', cell: probe => <Sparkline values={courses.durations.get(keyOf(probe)) ?? null} /> },
    { id: 'duration', head: t('column.duration'), value: probe => probe.lastDurationMs, width: '84px', right: true, cell: probe => formatDuration(probe.lastDurationMs, language) },
    { id: 'last', head: t('column.last'), value: probe => probe.lastRun, width: '96px', right: true, csv: probe => probe.lastRun === null ? '' : new Date(probe.lastRun).toISOString(), cell: probe => probe.lastRun === null ? null : <span title={exactText(probe.lastRun)}>{whenText(probe.lastRun, Date.now(), language, true)}</span> },
    { id: 'job', head: t('column.job'), value: probe => probe.config.job, width: 'minmax(80px, .8fr)', hidden: true },
    { id: 'kind', head: t('column.kind'), value: probe => t(`kind.${probe.config.kind}`), width: '84px', hidden: true },
    { id: 'interval', head: t('column.interval'), value: probe => probe.config.intervalMs, width: '84px', right: true, hidden: true, cell: probe => formatDuration(probe.config.intervalMs, language) },
    { id: 'labels', head: t('column.labels'), value: probe => tagTexts(probe.config.labels).join(', '), width: 'minmax(110px, 1fr)', hidden: true },
  ];
}

function Target({ probe, now, t }: { probe: ProbeState; now: number; t: Texts }) {
  const { kind, target, dns } = probe.config;
  return (
    <span className="row probe-target">
      <StateMark state={markOf(probe, now)} />
      <span className="tile" title={t(`kind.${kind}`)}>{t(`tile.${kind}`)}</span>
      <span className="cut" title={target}><b>{target}</b>{kind === 'dns' && <span className="dim"> {dns.type} {dns.name}</span>}</span>
    </span>
  );
}

function Wrong({ probe, words, now }: { probe: ProbeState; words: string; now: number }) {
  if (words === '') return <span className="dim" title={probe.detail}>{probe.detail}</span>;
  const mark = markOf(probe, now);
  return <span className={mark === 'critical' ? 'c-critical strong' : mark === 'warn' ? 'c-warn strong' : 'dim'} title={words}>{words}</span>;
}

/** When it ends, in words; coloured once somebody has to act. */
export function Certificate({ expires, now, t, language }: { expires: number | null; now: number; t: Texts; language: Language }) {
  if (expires === null) return null;
  const level = certificateLevel(expires, now);
  return <span className={level ? `c-${level} strong` : 'sub'} title={exactText(expires)}>{certificateWords(expires, now, t, language)}</span>;
}

const OFTEN_ENOUGH = 0.99;
function Success({ ratio }: { ratio: number | null }) {
  return ratio === null ? <span className="dim">–</span> : <span className={ratio < OFTEN_ENOUGH ? 'c-warn strong' : 'sub'}>{successText(ratio)}</span>;
}
