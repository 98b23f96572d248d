import { type CSSProperties, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { InstantValue } from '../../src-main/shared/contract/metrics.ts';
import { LIMITS, levelOf } from '../../src-main/shared/model/limits.ts';
import type { MachineRow } from '../../src-main/shared/model/machine.ts';
import { useCall } from '../host/hooks.ts';
import { useRange } from '../host/range.ts';
import { formatBytes, formatPercent } from '../ui/format.ts';
import { Panel } from '../ui/Panel.tsx';
import { matchersOf } from './address.ts';
import { files, forMachine } from './panels.ts';

interface FileSystem { readonly mountpoint: string; readonly device: string; readonly type: string; readonly size: number; readonly available: number }

/** Every file system with its room, at the end of the range, fullest first. */
export function FileSystems({ row }: { row: MachineRow }) {
  const { t } = useTranslation('inventory');
  const { to } = useRange();
  const matchers = matchersOf(row);
  const time = Math.floor(to / 1000) * 1000;
  const { data } = useCall(['files', matchers, time], async (host, signal) => {
    const ask = async (figure: 'avail' | 'size') => (await host.metrics.instant({ promql: forMachine(files(figure), matchers), time }, signal)).value;
    const [size, available] = await Promise.all([ask('size'), ask('avail')]);
    return fileSystems(size, available);
  });
  const sorted = useMemo(() => (data ?? []).toSorted((a, b) => usedShare(b) - usedShare(a)), [data]);
  return (
    <Panel title={t('panel.files')} className="files">
      <div className="files-scroll">
        <table>
          <thead><tr><th scope="col">{t('disks.mount')}</th><th scope="col">{t('disks.device')}</th><th scope="col">{t('disks.type')}</th><th scope="col" className="num">{t('disks.size')}</th><th scope="col" className="num">{t('disks.available')}</th><th scope="col" className="num">{t('disks.used')}</th></tr></thead>
          <tbody>{sorted.map(disk => {
            const share = usedShare(disk);
            const level = levelOf(LIMITS.disk, share);
            return (
              <tr key={`${disk.device} ${disk.mountpoint}`}>
                <td className="cut" title={disk.mountpoint}>{disk.mountpoint}</td><td className="cut sub" title={disk.device}>{disk.device}</td><td className="sub">{disk.type}</td>
                <td className="num sub">{formatBytes(disk.size)}</td><td className="num">{formatBytes(disk.available)}</td>
                <td className={`num ${level ? `c-${level} strong` : ''}`}>{formatPercent(share)}<i className={`processes-meter ${level ?? ''}`} style={{ '--share': share } as CSSProperties} /></td>
              </tr>
            );
          })}</tbody>
        </table>
      </div>
    </Panel>
  );
}

const usedShare = ({ size, available }: FileSystem): number => 1 - available / size;

function fileSystems(size: InstantValue, available: InstantValue): FileSystem[] {
  if (size.kind !== 'vector' || available.kind !== 'vector') return [];
  const key = (labels: Readonly<Record<string, string>>) => `${labels['device']}\n${labels['mountpoint']}`;
  const left = new Map(available.series.map(({ labels, value }) => [key(labels), value]));
  return size.series.flatMap(({ labels, value }) => {
    const room = left.get(key(labels));
    return room === undefined || value <= 0 ? [] : [{ mountpoint: labels['mountpoint'] ?? '', device: labels['device'] ?? '', type: labels['fstype'] ?? '', size: value, available: room }];
  });
}
