import type { TFunction } from 'i18next';
import type { SshHostState } from '../../src-main/shared/model/sshhost.ts';
import { exactText, whenText } from '../ui/clock.ts';
import type { DataColumn } from '../ui/columns.ts';
import { formatCount, formatDuration, type Language } from '../ui/format.ts';
import { StateMark } from '../ui/StateMark.tsx';
import { destinationText } from './destination.ts';
import { markOf } from './health.ts';
import { tagTexts } from '../ui/tags.ts';
import { connectionWords, isSkewed, skewWords, wrongWith } from './words.ts';

type Texts = TFunction<'hosts'>;

/** The list's columns: who, what is wrong, the way there, and what the last scrape was like. */
export function hostColumns(t: Texts, language: Language): readonly DataColumn<SshHostState>[] {
  const place = ({ config }: SshHostState) => destinationText(config.user, config.address, config.port);
  const tags = ({ config }: SshHostState) => tagTexts(config.tags).join(', ');
  return [
    { id: 'name', head: t('column.host'), value: host => host.config.name, fixed: true, width: 'minmax(170px, 1.5fr)', words: host => `${place(host)} ${tags(host)} ${host.config.group} ${host.config.proxyJump} ${t(`health.${host.health}`)}`, cell: host => <Name host={host} /> },
    { id: 'wrong', head: t('column.wrong'), value: host => wrongWith(host, t, language), fixed: true, width: 'minmax(150px, 2.2fr)', cell: host => <Wrong host={host} words={wrongWith(host, t, language)} /> },
    { id: 'address', head: t('column.address'), value: place, width: 'minmax(150px, 1.4fr)', wide: true, cell: host => <span className="mono sub" title={place(host)}>{place(host)}</span> },
    { id: 'tags', head: t('column.tags'), value: tags, width: 'minmax(90px, 1.1fr)', wide: true, cell: host => <span className="host-tags" title={tags(host)}>{Object.entries(host.config.tags).map(([name, value]) => <span key={name} className="chip">{name} <b>{value}</b></span>)}</span> },
    { id: 'group', head: t('column.group'), value: host => host.config.group, width: 'minmax(80px, 1fr)', hidden: true },
    { id: 'user', head: t('column.user'), value: host => host.config.user, width: 'minmax(80px, .8fr)', hidden: true },
    { id: 'connection', head: t('column.connection'), value: host => connectionWords(host, t), width: '148px', cell: host => <span className="sub">{connectionWords(host, t)}</span> },
    { id: 'last', head: t('column.last'), value: host => host.lastScrape, width: '100px', right: true, csv: host => host.lastScrape === null ? '' : new Date(host.lastScrape).toISOString(), cell: host => host.lastScrape === null ? null : <span title={exactText(host.lastScrape)}>{whenText(host.lastScrape, Date.now(), language, true)}</span> },
    { id: 'duration', head: t('column.duration'), value: host => host.lastDurationMs, width: '84px', right: true, cell: host => formatDuration(host.lastDurationMs, language) },
    { id: 'skew', head: t('column.skew'), value: host => host.clockSkew, width: '112px', right: true, wide: true, cell: host => host.clockSkew === null ? null : <span className={isSkewed(host.clockSkew) ? 'c-warn strong' : 'sub'}>{skewWords(host.clockSkew, t, language)}</span> },
    { id: 'samples', head: t('column.samples'), value: host => host.lastScrape === null ? null : host.samples, width: '84px', right: true, hidden: true, cell: host => host.lastScrape === null ? null : formatCount(host.samples) },
    { id: 'interval', head: t('column.interval'), value: host => host.config.intervalMs, width: '84px', right: true, hidden: true, cell: host => formatDuration(host.config.intervalMs, language) },
    { id: 'jump', head: t('field.proxyJump'), value: host => host.config.proxyJump, width: 'minmax(90px, 1fr)', hidden: true },
  ];
}

function Name({ host }: { host: SshHostState }) {
  return <span className="row host-name"><StateMark state={markOf(host)} /><b className="cut" title={host.config.name}>{host.config.name}</b></span>;
}

function Wrong({ host, words }: { host: SshHostState; words: string }) {
  const mark = markOf(host);
  const tone = mark === 'critical' ? 'c-critical strong' : mark === 'warn' ? 'c-warn strong' : mark === 'ok' && words !== '' ? 'c-warn' : 'dim';
  return words === '' ? null : <span className={tone} title={host.lastError?.message ?? words}>{words}</span>;
}
