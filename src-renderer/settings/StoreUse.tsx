import { Progress } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { StoreStats } from '../../src-main/shared/contract/store.ts';
import type { Host } from '../host/client.ts';
import { useStream } from '../host/hooks.ts';
import { exactText } from '../ui/clock.ts';
import { Facts } from '../ui/Facts.tsx';
import { formatBytes, formatCount, formatDuration, formatNumber, MISSING, THIN } from '../ui/format.ts';
import { useLanguage } from '../ui/language.ts';
import { Panel } from '../ui/Panel.tsx';

const openStatus = (host: Host, signal: AbortSignal) => host.host.status({}, signal);

/** How full the store is, how long that lasts, and what it holds. */
export function StoreUse({ stats, budgetBytes }: { stats: StoreStats | undefined; budgetBytes: number | undefined }) {
  const { t } = useTranslation('settings');
  const language = useLanguage();
  const { value: status } = useStream(openStatus);
  const share = stats && budgetBytes ? Math.min(100, stats.fileBytes / budgetBytes * 100) : 0;
  const days = status === null ? MISSING : status.daysLeft === null ? t('storage.daysUnknown') : `${formatCount(Math.floor(status.daysLeft))}\u00a0${t('storage.days')}`;
  const held = stats && stats.oldest !== null && stats.newest !== null ? formatDuration(stats.newest - stats.oldest, language) : MISSING;
  // while most samples wait in the head, the files' own size hides what a sample costs
  const sealed = stats !== undefined && stats.headSamples < stats.samples / 2;
  return (
    <Panel title={t('storage.use')} note={t('storage.useNote')}>
      <div className="panel-body settings-use">
        <div className="settings-figures">
          <Figure name={t('storage.onDisk')} value={formatBytes(stats?.fileBytes)} note={t('storage.of', { budget: formatBytes(budgetBytes) })} />
          <Figure name={t('storage.left')} value={days} />
          <Figure name={t('storage.held')} value={held} />
          <Figure name={t('storage.perSample')} value={sealed ? `${formatNumber(stats.fileBytes / stats.samples)}${THIN}B` : MISSING} note={t(sealed ? 'storage.perSampleNote' : 'storage.perSampleLater')} />
        </div>
        <Progress value={share} size="sm" color="var(--text-3)" className="meter" aria-label={t('storage.use')} />
        {stats && <Counts stats={stats} />}
      </div>
    </Panel>
  );
}

function Figure({ name, value, note }: { name: string; value: string; note?: string }) {
  return <div><div className="cap">{name}</div><div className="settings-figure"><span className="fig">{value}</span>{note && <span className="dim">{note}</span>}</div></div>;
}

function Counts({ stats }: { stats: StoreStats }) {
  const { t } = useTranslation('settings');
  const time = (value: number | null): ReactNode => value === null ? null : exactText(value);
  const damaged = stats.damagedRows > 0 ? <b className="c-critical">{formatCount(stats.damagedRows)}</b> : '0';
  return (
    <div className="settings-columns">
      <Facts facts={[[t('storage.series'), formatCount(stats.series)], [t('storage.samples'), formatCount(stats.samples)], [t('storage.oldest'), time(stats.oldest)], [t('storage.newest'), time(stats.newest)]]} />
      <Facts facts={[[t('storage.rows'), formatCount(stats.rows)], [t('storage.head'), formatCount(stats.headSamples)], [t('storage.late'), formatCount(stats.lateSamples)], [t('storage.damaged'), damaged]]} />
      <Facts facts={[[t('storage.blobs'), formatBytes(stats.blobBytes)], [t('storage.wal'), formatBytes(stats.walBytes)], [t('storage.shards'), formatCount(stats.shards)], [t('storage.appended'), formatCount(stats.samplesAppended)]]} />
    </div>
  );
}
