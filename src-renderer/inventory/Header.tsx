import { ActionIcon, Button, CopyButton } from '@mantine/core';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { MachineRow } from '../../src-main/shared/model/machine.ts';
import { destinationText } from '../hosts/destination.ts';
import { useLinkTo } from '../host/range.ts';
import { exactText, whenText } from '../ui/clock.ts';
import { formatBytes, formatDuration, type Language, MISSING } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import { useLanguage } from '../ui/language.ts';
import { StateMark } from '../ui/StateMark.tsx';
import { selectorOf } from './address.ts';
import { sourcePath, useSshHost } from './sshhost.ts';

/** A sample younger than this was seen just now. */
const FRESH_MS = 90_000;

/** Who a machine is, what it is made of, and when it was last heard. */
export function Header({ row, now, children }: { row: MachineRow; now: number; children?: ReactNode }) {
  const { t } = useTranslation('inventory');
  const { t: common } = useTranslation('ui');
  const linkTo = useLinkTo();
  const host = useSshHost(row);
  const place = host ? destinationText(host.config.user, host.config.address, host.config.port) : row.instance;
  return (
    <header className="machine-head">
      <div className="machine-line">
        <StateMark state={row.state} size={22} />
        <h1 className="machine-title cut" title={row.name}>{row.name}</h1>
        {row.cloud !== null && row.source !== 'aws' && <span className="tile" title={t('source.aws')}>{t('tile.aws')}</span>}
        <span className="tile" title={t(`source.${row.source}`)}>{t(`tile.${row.source}`)}</span>
        <span className="sub cut">{placeOf(row, t)}</span>
        <CopyButton value={place}>{({ copied, copy }) => (
          <span className="mono sub row machine-instance"><span className="cut">{place}</span><ActionIcon variant="subtle" size={22} aria-label={t('fact.copy')} title={copied ? common('copiedShort') : t('fact.copy')} onClick={copy}><Icon name={copied ? 'check' : 'copy'} size={13} /></ActionIcon></span>
        )}</CopyButton>
        <span className="grow" />
        {children}
        {host && <Button component={Link} href={sourcePath(host, linkTo)} leftSection={<Icon name="terminal" size={14} />}>{t('host')}</Button>}
        <Button component={Link} href={linkTo('/explore', { q: selectorOf(row) })} leftSection={<Icon name="explore" size={14} />}>{t('explore')}</Button>
      </div>
      <Facts row={row} now={now} />
    </header>
  );
}

/** Where it is from, in words: the account and region of a cloud, else the job. */
function placeOf(row: MachineRow, t: TFunction<'inventory'>): string {
  if (row.cloud !== null) return [row.cloud.account, row.cloud.region, row.cloud.size].filter(Boolean).join(' · ');
  return row.source === 'self' ? t('source.self') : `${t(`source.${row.source}`)}${t('comma')}${t('fact.job')} ${row.job}`;
}

function Facts({ row, now }: { row: MachineRow; now: number }) {
  const { t } = useTranslation('inventory');
  const language = useLanguage();
  const uptime = row.bootTime === null || row.seen === null ? null : row.seen - row.bootTime;
  return (
    <dl className="machine-facts">
      {row.os !== null && <Fact name={t('fact.system')}><span className="cut" title={row.os}>{row.os}</span>{row.kernel !== null && <span className="dim cut" title={row.kernel}>{row.kernel}</span>}</Fact>}
      {row.cores !== null && <Fact name={t('fact.size')}>{row.memoryBytes === null ? t('fact.coresOnly', { cores: row.cores }) : t('fact.sizeOf', { cores: row.cores, memory: formatBytes(row.memoryBytes) })}</Fact>}
      {uptime !== null && row.bootTime !== null && <Fact name={t('fact.uptime')}><span title={exactText(row.bootTime)}>{formatDuration(uptime, language)}</span><span className="dim">{t('fact.booted', { time: whenText(row.bootTime, now, language) })}</span></Fact>}
      <Fact name={t('fact.seen')}>{row.seen === null ? MISSING : <><span title={exactText(row.seen)}>{whenText(row.seen, now, language)}</span><span className="dim">{agoText(now - row.seen, t, language)}</span></>}</Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return <div><dt className="cap">{name}</dt><dd>{children}</dd></div>;
}

const agoText = (ms: number, t: TFunction<'inventory'>, language: Language): string =>
  ms < FRESH_MS ? t('fact.now') : t('fact.ago', { time: formatDuration(Math.floor(ms / 60_000) * 60_000, language) });
