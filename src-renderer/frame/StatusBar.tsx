import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { HostStatus } from '../../src-main/shared/contract/host.ts';
import type { Host } from '../host/client.ts';
import { useConnection, useStream } from '../host/hooks.ts';
import { useLinkTo } from '../host/range.ts';
import { clockText, exactText, zoneText } from '../ui/clock.ts';
import { formatBytes, formatCount, formatDuration, formatNumber } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import { useLanguage } from '../ui/language.ts';
import { StateMark } from '../ui/StateMark.tsx';

const openStatus = (host: Host, signal: AbortSignal) => host.host.status({}, signal);
const openSending = (host: Host, signal: AbortSignal) => host.sending.changes({}, signal);
const DAY_MS = 86_400_000;

/** What the host is doing, what it costs, and the time, always in sight. */
export function StatusBar() {
  const { t } = useTranslation('frame');
  const { value: status } = useStream(openStatus);
  return (
    <footer className="status">
      {status ? <Collecting status={status} /> : <span className="dim">{t('status.starting')}</span>}
      <Leaving />
      <Clock />
    </footer>
  );
}

/** Whether anything leaves this computer by itself, and for where. */
function Leaving() {
  const { t } = useTranslation('frame');
  const linkTo = useLinkTo();
  const names = useStream(openSending).value?.flatMap(({ paused, config }) => paused ? [] : [config.name]) ?? [];
  if (names.length === 0) return <span className="status-end"><Icon name="shield" size={13} />{t('status.local')}</span>;
  return <span className="status-end"><Icon name="upload" size={13} /><Link href={linkTo('/export/sending')} title={names.join(', ')}>{t('status.sentTo', { count: names.length, name: names[0] })}</Link></span>;
}

function Collecting({ status }: { status: HostStatus }) {
  const { t } = useTranslation('frame');
  const language = useLanguage();
  const away = useConnection().state !== 'open';
  const [up, total] = [status.targetsUp + status.hostsUp + status.probesUp, status.targetsTotal + status.hostsTotal + status.probesTotal];
  const state = away ? 'unknown' : status.trouble !== null ? 'critical' : up < total ? 'warn' : 'ok';
  return (
    <>
      <span>
        <StateMark state={state} size={11} silent />
        {away ? <span>{t('status.asOf', { time: clockText(status.time) })}</span> : <b>{t(total === 0 ? 'status.idle' : 'status.collecting')}</b>}
        {(status.targetsTotal > 0 || total === 0) && <span>{t('status.targets', { up: status.targetsUp, total: status.targetsTotal })}</span>}
        {status.hostsTotal > 0 && <span>{t('status.hosts', { up: status.hostsUp, total: status.hostsTotal })}</span>}
        {status.probesTotal > 0 && <span>{t('status.probes', { up: status.probesUp, total: status.probesTotal })}</span>}
      </span>
      <VaultWord vault={status.vault} />
      {status.trouble !== null && <span className="c-critical cut" title={status.trouble}>{status.trouble}</span>}
      <span className="status-wide">{t('status.series', { count: status.series, text: formatCount(status.series) })}</span>
      <span className="status-wide">{t('status.samples', { rate: formatNumber(status.samplesPerSecond) })}</span>
      <span className="status-wide">{t('status.store')} <b>{formatBytes(status.storeBytes)}</b>{` / ${formatBytes(status.budgetBytes)}`}</span>
      {status.daysLeft !== null && <span className="status-wide">{t('status.daysLeft', { days: status.daysLeft < 1 ? formatDuration(status.daysLeft * DAY_MS, language) : `${formatCount(Math.floor(status.daysLeft))} ${t('status.days')}` })}</span>}
    </>
  );
}

/** Links to where it is unlocked or mended. */
function VaultWord({ vault }: { vault: HostStatus['vault'] }) {
  const { t } = useTranslation('frame');
  const linkTo = useLinkTo();
  if (!vault.locked && vault.problem === null) return null;
  return <Link className={`status-vault ${vault.problem === null ? '' : 'c-critical'}`} href={linkTo('/settings/vault')}><Icon name="lock" size={12} />{t(vault.problem === null ? 'vault.word' : 'vault.wrong')}</Link>;
}

function Clock() {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return <time className="nowrap" dateTime={new Date(now).toISOString()} title={exactText(now)}>{clockText(now, true)} <b>{zoneText(now)}</b></time>;
}
