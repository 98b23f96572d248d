import type { TFunction } from 'i18next';
import { LIMITS, levelOf, type Limit } from '../../src-main/shared/model/limits.ts';
import type { CloudFacts, MachineRow, MachineState } from '../../src-main/shared/model/machine.ts';
import { exactText, whenText } from '../ui/clock.ts';
import type { DataColumn } from '../ui/columns.ts';
import { formatBytes, formatDuration, formatPercent, formatRate, type Language, MISSING } from '../ui/format.ts';
import { StateMark } from '../ui/StateMark.tsx';
import { tagText } from './grouping.ts';
import { machineWords } from './words.ts';

type Words = TFunction<'inventory'>;

/** What the list of machines can show. now: unix ms, for words such as "since 12:36" */
export function columnsOf(t: Words, stateName: (state: MachineState) => string, language: Language, now: number): readonly DataColumn<MachineRow>[] {
  const uptime = (row: MachineRow) => row.bootTime === null || row.seen === null ? null : row.seen - row.bootTime;
  const time = (value: number | null | undefined) => value === null || value === undefined ? null : <span title={exactText(value)}>{whenText(value, now, language)}</span>;
  const iso = (value: number | null | undefined) => value === null || value === undefined ? null : new Date(value).toISOString();
  return [
    { id: 'name', head: t('column.machine'), fixed: true, width: 'minmax(180px, 2fr)', value: row => row.name, words: row => `${row.id} ${row.also.join(' ')} ${row.instance} ${row.job} ${row.os ?? ''} ${row.kernel ?? ''} ${row.addresses.join(' ')} ${row.cloud?.nativeId ?? ''} ${tagText(row.tags)}`, cell: row => <Name row={row} t={t} /> },
    { id: 'state', head: t('column.state'), hidden: true, width: '96px', value: row => RANK[row.state], cell: row => stateName(row.state), csv: row => row.state },
    { id: 'problem', head: t('column.problem'), width: 'minmax(130px, 1.5fr)', value: row => machineWords(row, t, language, now), cell: row => <span className={`c-${row.state === 'ok' ? 'calm' : row.state}`}>{machineWords(row, t, language, now)}</span> },
    ...cloudColumns(t, time, iso),
    { id: 'tags', head: t('column.tags'), wide: true, width: 'minmax(110px, 1.3fr)', value: row => tagText(row.tags), cell: row => <span className="sub" title={tagText(row.tags)}>{tagText(row.tags)}</span> },
    { id: 'group', head: t('column.group'), hidden: true, width: 'minmax(80px, 1fr)', value: row => row.group },
    { id: 'job', head: t('column.job'), hidden: true, width: 'minmax(70px, 1fr)', value: row => row.job },
    { id: 'instance', head: t('column.instance'), hidden: true, width: 'minmax(130px, 1.5fr)', value: row => row.instance, cell: row => <span className="mono sub" title={row.instance}>{row.instance}</span> },
    { id: 'os', head: t('column.os'), hidden: true, width: 'minmax(100px, 1fr)', value: row => row.os },
    { id: 'kernel', head: t('column.kernel'), hidden: true, width: 'minmax(110px, 1fr)', value: row => row.kernel },
    { id: 'cores', head: t('column.cores'), hidden: true, right: true, width: '64px', value: row => row.cores },
    { id: 'memory', head: t('column.memory'), hidden: true, right: true, width: '84px', value: row => row.memoryBytes, cell: row => formatBytes(row.memoryBytes) },
    { id: 'cpu', head: t('column.cpuNow'), right: true, width: '64px', value: row => row.cpu?.last, cell: row => <Share value={row.cpu?.last} limit={row.problems.some(problem => problem.kind === 'cpu') ? LIMITS.cpu : null} /> },
    { id: 'used', head: t('column.memoryNow'), right: true, width: '92px', value: row => row.memory?.last, cell: row => <Share value={row.memory?.last} limit={LIMITS.memory} /> },
    { id: 'disk', head: t('column.diskNow'), right: true, width: '88px', value: row => row.disk?.last, cell: row => <span title={row.disk?.subject}><Share value={row.disk?.last} limit={LIMITS.disk} /></span> },
    { id: 'network', head: t('column.network'), hidden: true, right: true, width: '88px', value: row => row.network?.last, cell: row => formatRate(row.network?.last) },
    { id: 'uptime', head: t('column.uptime'), hidden: true, right: true, width: '100px', value: uptime, cell: row => formatDuration(uptime(row), language) },
    { id: 'seen', head: t('column.seen'), hidden: true, right: true, width: '110px', value: row => row.seen, cell: row => row.seen === null ? t('never') : time(row.seen), csv: row => iso(row.seen) },
  ];
}
const RANK = { critical: 0, warn: 1, unknown: 2, ok: 3 } as const;

type Time = (value: number | null | undefined) => React.ReactNode;

/** What clouds say; empty for machines that are in none. */
function cloudColumns(t: Words, time: Time, iso: (value: number | null | undefined) => string | null): readonly DataColumn<MachineRow>[] {
  const of = (id: string, width: string, value: (cloud: CloudFacts) => string, more: Partial<DataColumn<MachineRow>> = {}): DataColumn<MachineRow> =>
    ({ id, head: t(`cloud.${id as 'account'}`), width, value: row => row.cloud === null ? null : value(row.cloud), ...more });
  const when = (id: 'launched' | 'firstSeen' | 'missing', value: (cloud: CloudFacts) => number | null): DataColumn<MachineRow> => {
    const read = (row: MachineRow) => row.cloud === null ? null : value(row.cloud);
    return { id, head: t(`cloud.${id}`), hidden: true, right: true, width: '116px', value: read, cell: row => time(read(row)), csv: row => iso(read(row)) };
  };
  return [
    of('power', '96px', ({ power, missingSince }) => missingSince === null ? t(`power.${power}`) : t('power.missing'), { csv: row => row.cloud?.power }),
    of('account', 'minmax(80px, .8fr)', ({ account }) => account, { wide: true }),
    of('region', 'minmax(80px, .8fr)', ({ region }) => region, { wide: true }),
    of('zone', '100px', ({ zone }) => zone, { hidden: true }),
    of('size', '92px', ({ size }) => size, { wide: true }),
    of('nativeId', 'minmax(130px, 1fr)', ({ nativeId }) => nativeId, { hidden: true, cell: row => <span className="mono sub">{row.cloud?.nativeId}</span> }),
    { id: 'addresses', head: t('column.address'), wide: true, width: 'minmax(124px, 1fr)', value: row => row.addresses.join(' '), cell: row => <span className="mono sub" title={row.addresses.join(' ')}>{row.addresses[0]}</span> },
    when('launched', ({ launchedAt }) => launchedAt), when('firstSeen', ({ firstSeen }) => firstSeen), when('missing', ({ missingSince }) => missingSince),
  ];
}

function Name({ row, t }: { row: MachineRow; t: Words }) {
  const source = row.cloud === null ? row.source : 'aws';
  return (
    <span className="row machine-name">
      <StateMark state={row.state} />
      <span className="tile" title={t(`source.${source}`)}>{t(`tile.${source}`)}</span>
      <span className="cut"><b>{row.name}</b>{row.source === 'self' && <span className="dim"> {t('thisComputer')}</span>}{row.cloud !== null && row.source === 'ssh' && <span className="dim"> {t('alsoSsh')}</span>}</span>
    </span>
  );
}

/** A share, coloured only past its limit. */
function Share({ value, limit }: { value: number | null | undefined; limit: Limit | null }) {
  if (value === null || value === undefined) return <span className="dim">{MISSING}</span>;
  const level = limit && levelOf(limit, value);
  return <span className={level ? `c-${level} strong` : 'sub'}>{formatPercent(value)}</span>;
}
