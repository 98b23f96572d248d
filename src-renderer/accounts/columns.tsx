import type { AccountState } from '../../src-main/shared/model/cloud.ts';
import { exactText, whenText } from '../ui/clock.ts';
import type { DataColumn } from '../ui/columns.ts';
import { formatCount, type Language } from '../ui/format.ts';
import { StateMark } from '../ui/StateMark.tsx';
import { callsOf, lastListed, machinesIn, markOf } from './health.ts';
import { moneyText, pollingWords, type Texts, wrongWith } from './words.ts';

/** The list's columns: which account, what is wrong, what is in it, and what asking it has cost. */
export function accountColumns(t: Texts, language: Language): readonly DataColumn<AccountState>[] {
  const identity = ({ identity: known }: AccountState) => known?.account ?? '';
  const answering = ({ regions }: AccountState) => regions.filter(({ health }) => health === 'ok').length;
  return [
    { id: 'name', head: t('column.account'), value: account => account.config.name, fixed: true, width: 'minmax(150px, 1.4fr)', words: account => `${identity(account)} ${account.regions.map(({ region }) => region).join(' ')}`, cell: account => <span className="row account-name"><StateMark state={markOf(account)} /><b className="cut" title={account.config.name}>{account.config.name}</b></span> },
    { id: 'wrong', head: t('column.wrong'), value: account => wrongWith(account, t), fixed: true, width: 'minmax(150px, 2fr)', cell: account => <Wrong account={account} words={wrongWith(account, t)} /> },
    { id: 'cloud', head: t('column.cloud'), value: account => t(`kind.${account.config.kind}`), width: '72px', wide: true, cell: account => <span className="sub">{t(`kind.${account.config.kind}`)}</span> },
    { id: 'identity', head: t('column.identity'), value: identity, width: 'minmax(118px, 1fr)', wide: true, cell: account => <span className="mono sub" title={account.identity?.user}>{identity(account)}</span> },
    { id: 'machines', head: t('column.machines'), value: machinesIn, width: '90px', right: true, cell: account => formatCount(machinesIn(account)) },
    { id: 'regions', head: t('column.regions'), value: answering, width: '86px', right: true, cell: account => account.regions.length === 0 ? null : <span className={answering(account) < account.regions.length && account.health !== 'paused' ? 'c-warn' : ''}>{answering(account)}<span className="dim">/{account.regions.length}</span></span> },
    { id: 'listed', head: t('column.listed'), value: lastListed, width: '100px', right: true, csv: account => isoOf(lastListed(account)), cell: account => <When time={lastListed(account)} language={language} /> },
    { id: 'metrics', head: t('column.metrics'), value: account => pollingWords(account, t, language), width: 'minmax(96px, .9fr)', cell: account => <span className={account.config.polling.enabled ? '' : 'dim'}>{pollingWords(account, t, language)}</span> },
    { id: 'calls', head: t('column.calls'), value: callsOf, width: '84px', right: true, cell: account => <span title={t('titleOf.calls', { month: account.usage.month })}>{formatCount(callsOf(account))}</span> },
    { id: 'cost', head: t('column.cost'), value: account => account.usage.cost, width: '90px', right: true, cell: account => <span title={t('titleOf.cost', { month: account.usage.month })}>{moneyText(account.usage.cost)}</span> },
  ];
}

const isoOf = (time: number | null): string => time === null ? '' : new Date(time).toISOString();

function When({ time, language }: { time: number | null; language: Language }) {
  return time === null ? null : <span title={exactText(time)}>{whenText(time, Date.now(), language, true)}</span>;
}

function Wrong({ account, words }: { account: AccountState; words: string }) {
  const mark = markOf(account);
  const message = account.error?.message ?? account.regions.find(({ error }) => error !== null)?.error?.message ?? account.polling.error?.message ?? words;
  return words === '' ? null : <span className={mark === 'critical' ? 'c-critical strong' : mark === 'warn' ? 'c-warn strong' : 'dim'} title={message}>{words}</span>;
}
