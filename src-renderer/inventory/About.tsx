import { ActionIcon, Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { MachineDetail, MachineId } from '../../src-main/shared/model/machine.ts';
import { TagEditor } from '../deeds/TagEditor.tsx';
import { useAction } from '../host/hooks.ts';
import { useMay } from '../host/permission.ts';
import { dateTimeText, exactText } from '../ui/clock.ts';
import { Facts } from '../ui/Facts.tsx';
import { Icon } from '../ui/icons.tsx';
import { Panel } from '../ui/Panel.tsx';
import { Deeds } from './Deeds.tsx';
import { tagText } from './grouping.ts';

/** What its cloud says of a machine, its tags, what it is known as, and what was done to it. */
export function About({ detail }: { detail: MachineDetail }) {
  const { t } = useTranslation('inventory');
  const { row, machine } = detail;
  return (
    <div className="about">
      {machine && row.cloud && <Panel title={t('about.cloud')}><div className="about-inside"><CloudFacts detail={detail} /></div></Panel>}
      <Panel title={t('about.tags')}><div className="about-inside">
        {machine && row.cloud ? <TagEditor id={row.id} machine={machine} able={detail.actions.includes('tag')} /> : <p className="sub">{tagText(row.tags) || t('about.noTags')}</p>}
      </div></Panel>
      <Panel title={t('about.known')}><div className="about-inside"><KnownAs detail={detail} /></div></Panel>
      <Deeds ids={[row.id, ...row.also]} />
    </div>
  );
}

function CloudFacts({ detail: { row, machine } }: { detail: MachineDetail }) {
  const { t } = useTranslation('inventory');
  if (machine === null || row.cloud === null) return null;
  const { cloud } = row;
  const mono = (text: string) => text === '' ? null : <span className="mono">{text}</span>;
  const time = (value: number | null) => value === null ? null : <span title={exactText(value)}>{dateTimeText(value)}</span>;
  return (
    <Facts facts={[
      [t('cloud.account'), cloud.account], [t('cloud.region'), [cloud.region, cloud.zone].filter(Boolean).join(' · ')], [t('cloud.nativeId'), mono(cloud.nativeId)],
      [t('cloud.power'), machine.nativePower === machine.power ? t(`power.${machine.power}`) : `${t(`power.${machine.power}`)} (${machine.nativePower})`], [t('cloud.size'), mono(cloud.size)],
      [t('about.public'), mono(machine.publicAddresses.join(', '))], [t('about.private'), mono(machine.privateAddresses.join(', '))], [t('about.image'), mono(machine.image)], [t('about.network'), mono(machine.network)],
      [t('about.platform'), [machine.platform, machine.architecture].filter(Boolean).join(' · ') || null], [t('cloud.launched'), time(cloud.launchedAt)], [t('cloud.firstSeen'), time(cloud.firstSeen)],
      ...(cloud.missingSince === null ? [] : [[t('cloud.missing'), time(cloud.missingSince)] as const]),
    ]} />
  );
}

/** The ids that mean this machine; each can be made another machine, and what was said by hand can be taken back. */
function KnownAs({ detail: { row, joined, apart } }: { detail: MachineDetail }) {
  const { t } = useTranslation('inventory');
  const may = useMay('machine:write');
  const split = useAction((host, id: MachineId) => host.machines.split({ from: row.id, id }), [['machines']]);
  const unlink = useAction((host, id: MachineId) => host.machines.unlink({ a: row.id, b: id }), [['machines']]);
  const error = split.error ?? unlink.error;
  return (
    <div className="known-as">
      {[row.id, ...row.also].map(id => (
        <div key={id} className="row">
          <code className="mono cut grow" title={id}>{id}</code>
          {joined.includes(id) && <span className="dim nowrap">{t('about.byHand')}</span>}
          {row.also.length > 0 && id !== row.id && <Button size="compact-xs" disabled={!may} loading={split.running} onClick={() => void split.run(id).catch(() => undefined)} leftSection={<Icon name="split" size={12} />}>{t('about.split')}</Button>}
        </div>
      ))}
      {apart.map(id => (
        <div key={id} className="row dim"><span className="cut grow">{t('about.apart')} <code className="mono">{id}</code></span>
          <ActionIcon variant="subtle" size={22} disabled={!may} aria-label={t('about.forgetLink')} title={t('about.forgetLink')} onClick={() => void unlink.run(id).catch(() => undefined)}><Icon name="undo" size={13} /></ActionIcon></div>
      ))}
      {error && <p className="c-critical">{error.message}</p>}
    </div>
  );
}
