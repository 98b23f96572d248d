import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AccountState, RegionState } from '../../src-main/shared/model/cloud.ts';
import { AppError } from '../../src-main/shared/model/errors.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { exactText, whenText } from '../ui/clock.ts';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Facts } from '../ui/Facts.tsx';
import { formatCount, formatDuration } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import { useLanguage } from '../ui/language.ts';
import { StateMark } from '../ui/StateMark.tsx';
import { callsOf, regionMark, regionsWorstFirst } from './health.ts';
import { useAccountActions } from './useAccountActions.ts';
import { codeWords, moneyText, pollingWords } from './words.ts';

/** One account: as whom it is asked, each region's state, and what asking has cost this month. */
export function AccountFacts({ account, onRemoved }: { account: AccountState; onRemoved: () => void }) {
  const { t } = useTranslation('accounts');
  const { config, identity, error, polling } = account;
  return (
    <div className="side-form">
      {error && <ErrorNote error={new AppError(error.code, error.message)} what={codeWords(error.code, t)} />}
      {polling.error && <ErrorNote error={new AppError(polling.error.code, polling.error.message)} what={t('wrong.metrics', { what: codeWords(polling.error.code, t) })} />}
      <Facts facts={[
        [t('state.identity'), identity === null ? null : <span key="account" className="mono">{identity.account}</span>],
        [t('state.user'), identity === null ? null : <span key="user" className="mono account-user">{identity.user}</span>],
        [t('state.credentials'), [t(`method.${methodWord(config.credential.method)}`), config.credential.fields['profile'], config.credential.fields['roleArn']].filter(Boolean).join(' · ')],
        ...(config.endpoint === '' ? [] : [[t('state.endpoint'), <span key="endpoint" className="mono">{config.endpoint}</span>] as const]),
        [t('state.interval'), <Every key="every" ms={config.intervalMs} />],
      ]} />
      <Regions regions={account.regions} />
      <Month account={account} />
      <Buttons account={account} onRemoved={onRemoved} />
    </div>
  );
}

const methodWord = (method: string): 'profile' | 'keys' | 'sso' | 'environment' => method === 'keys' || method === 'sso' || method === 'environment' ? method : 'profile';

function Every({ ms }: { ms: number }) {
  return <>{formatDuration(ms, useLanguage())}</>;
}

/** Those that fail or have machines, one a line; the rest is a number. */
function Regions({ regions }: { regions: readonly RegionState[] }) {
  const { t } = useTranslation('accounts');
  const telling = regionsWorstFirst(regions).filter(({ health, machines }) => health !== 'ok' || machines > 0);
  const empty = regions.length - telling.length;
  if (regions.length === 0) return null;
  return (
    <section className="side-part">
      <h3>{t('state.regions')}</h3>
      <ul className="account-regions">{telling.map(region => <Region key={region.region} region={region} />)}</ul>
      {empty > 0 && <p className="cap">{t('region.empty', { count: empty })}</p>}
    </section>
  );
}

function Region({ region }: { region: RegionState }) {
  const { t } = useTranslation('accounts');
  const language = useLanguage();
  const { listedAt, durationMs, error, failingSince, machines, health } = region;
  return (
    <li data-health={health}>
      <StateMark state={regionMark(region)} silent />
      <b className="mono">{region.region}</b>
      <span className="sub">{listedAt === null && error === null ? t('region.notYet') : t('region.machines', { count: machines })}</span>
      <span className="num dim" title={listedAt === null ? '' : exactText(listedAt)}>{listedAt === null ? '' : whenText(listedAt, Date.now(), language, true)}</span>
      <span className="num dim">{durationMs === null ? '' : formatDuration(durationMs, language)}</span>
      {error && <p className="c-critical">{codeWords(error.code, t)}{failingSince === null ? '' : ` · ${t('state.failing', { time: whenText(failingSince, Date.now(), language) })}`}<span className="sub">{error.message}</span></p>}
    </li>
  );
}

function Month({ account }: { account: AccountState }) {
  const { t } = useTranslation('accounts');
  const language = useLanguage();
  const { usage, polling, config } = account;
  const when = (time: number | null) => time === null ? null : <span key={time} title={exactText(time)}>{whenText(time, Date.now(), language, true)}</span>;
  const calls = Object.entries(usage.calls).sort(([, a], [, b]) => b - a);
  return (
    <section className="side-part">
      <h3>{t('state.month')} <span className="cap">{usage.month}</span></h3>
      <Facts facts={[
        [t('state.cost'), moneyText(usage.cost)],
        [t('state.calls'), calls.length === 0 ? t('state.noCalls') : <span key="calls" title={calls.map(([name, count]) => `${name} ${count}`).join('\n')}>{formatCount(callsOf(account))} <span className="cap">{calls.slice(0, 3).map(([name, count]) => `${name} ${formatCount(count)}`).join(', ')}</span></span>],
        [t('metrics.title'), pollingWords(account, t, language)],
        ...(config.polling.enabled ? [[t('state.billed'), formatCount(usage.billedMetrics)], [t('metrics.lastAt'), when(polling.lastAt)], [t('metrics.until'), when(polling.until)]] as const : []),
      ]} />
    </section>
  );
}

function Buttons({ account, onRemoved }: { account: AccountState; onRemoved: () => void }) {
  const { t } = useTranslation('accounts');
  const actions = useAccountActions();
  const paused = account.health === 'paused';
  return (
    <div className="side-buttons">
      <Allowed needs="account:write">{may => <Button disabled={!may || paused} onClick={() => void actions.refresh(account)} leftSection={<Icon name="refresh" size={14} />}>{t('refresh')}</Button>}</Allowed>
      <Allowed needs="account:write">{may => <Button disabled={!may} onClick={() => void actions.pause(account, !paused)} leftSection={<Icon name={paused ? 'play' : 'pause'} size={14} />}>{t(paused ? 'resume' : 'pause')}</Button>}</Allowed>
      <span className="grow" />
      <Allowed needs="account:write">{may => <Button variant="subtle" data-danger disabled={!may} onClick={() => { onRemoved(); void actions.remove(account); }} leftSection={<Icon name="trash" size={14} />}>{t('remove')}</Button>}</Allowed>
    </div>
  );
}
