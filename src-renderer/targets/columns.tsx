import type { TFunction } from 'i18next';
import type { TargetState } from '../../src-main/shared/model/target.ts';
import { exactText, whenText } from '../ui/clock.ts';
import type { DataColumn } from '../ui/columns.ts';
import { formatCount, formatDuration, type Language } from '../ui/format.ts';
import { StateMark } from '../ui/StateMark.tsx';
import { instanceOf, MARK_OF } from './health.ts';
import { wrongWith } from './wrong.ts';

type Texts = TFunction<'targets'>;

const labelText = (target: TargetState): string => Object.entries(target.config.labels).map(([name, value]) => `${name}=${value}`).join(', ');

/** The list's columns: who, what is wrong, where, and what the last scrape was like. */
export function targetColumns(t: Texts, language: Language): readonly DataColumn<TargetState>[] {
  return [
    { id: 'instance', head: t('column.target'), value: instanceOf, fixed: true, width: 'minmax(190px, 1.5fr)', words: target => `${target.config.url} ${labelText(target)} ${t(`health.${target.health}`)}`, cell: target => <Name target={target} t={t} /> },
    { id: 'wrong', head: t('column.wrong'), value: target => wrongWith(target, t), fixed: true, width: 'minmax(150px, 2fr)', cell: target => <Wrong target={target} t={t} /> },
    { id: 'job', head: t('column.job'), value: target => target.config.job, width: 'minmax(90px, .8fr)' },
    { id: 'url', head: 'URL', value: target => target.kind === 'scrape' ? target.config.url : null, width: 'minmax(170px, 2fr)', wide: true, cell: target => target.kind !== 'scrape' ? null : <span className="sub" title={target.config.url}>{target.config.via !== '' && <span className="dim">{t('viaSsh')} </span>}{target.config.url}</span> },
    { id: 'labels', head: t('column.labels'), value: labelText, width: 'minmax(120px, 1fr)', hidden: true },
    { id: 'health', head: t('column.health'), value: target => t(`health.${target.health}`), width: '96px', hidden: true },
    { id: 'interval', head: t('column.interval'), value: target => target.config.intervalMs, width: '84px', right: true, hidden: true, cell: target => formatDuration(target.config.intervalMs, language) },
    { id: 'last', head: t('column.last'), value: target => target.lastScrape, width: '112px', right: true, csv: target => target.lastScrape === null ? '' : new Date(target.lastScrape).toISOString(), cell: target => target.lastScrape === null ? null : <span title={exactText(target.lastScrape)}>{whenText(target.lastScrape, Date.now(), language, true)}</span> },
    { id: 'duration', head: t('column.duration'), value: target => target.lastDurationMs, width: '92px', right: true, wide: true, cell: target => formatDuration(target.lastDurationMs, language) },
    { id: 'samples', head: t('column.samples'), value: target => target.samples, width: '84px', right: true, cell: target => target.lastScrape === null ? null : formatCount(target.samples) },
  ];
}

function Name({ target, t }: { target: TargetState; t: Texts }) {
  return (
    <span className="row target-name">
      <StateMark state={MARK_OF[target.health]} />
      <span className="cut"><b>{instanceOf(target)}</b>{target.kind !== 'scrape' && <span className="dim"> {t(`kind.${target.kind}`)}</span>}</span>
    </span>
  );
}

function Wrong({ target, t }: { target: TargetState; t: Texts }) {
  const text = wrongWith(target, t);
  const tone = target.health === 'down' ? 'c-critical target-down' : 'dim';
  return <span className={tone} title={target.lastError?.message ?? text}>{text}</span>;
}
