import type { TFunction } from 'i18next';
import type { HostCandidate } from '../../src-main/shared/model/sshhost.ts';
import type { DataColumn } from '../ui/columns.ts';
import { destinationText } from './destination.ts';

/** A host of OpenSSH's files: who it is, the way in, whether its key is known, and what of its configuration is left out. */
export function candidateColumns(t: TFunction<'hosts'>): readonly DataColumn<HostCandidate>[] {
  const place = ({ user, address, port }: HostCandidate) => destinationText(user, address, port);
  return [
    { id: 'name', head: t('column.host'), value: one => one.name, fixed: true, width: 'minmax(140px, 1.2fr)', cell: one => <span className="cut"><b className="strong">{one.name}</b>{one.imported && <span className="dim"> {t('import.taken')}</span>}</span> },
    { id: 'address', head: t('column.address'), value: place, width: 'minmax(160px, 1.5fr)', cell: one => <span className="mono sub" title={place(one)}>{place(one)}</span> },
    { id: 'jump', head: t('field.proxyJump'), value: one => one.proxyJump, width: 'minmax(80px, 1fr)', wide: true, cell: one => <span className="mono sub" title={one.proxyJump}>{one.proxyJump}</span> },
    { id: 'keys', head: t('import.keyFiles'), value: one => one.keyFiles.join(', '), width: 'minmax(120px, 1fr)', wide: true, cell: one => <span className="mono sub" title={one.keyFiles.join('\n')}>{one.keyFiles.join(', ')}</span> },
    { id: 'known', head: t('import.key'), value: one => t(one.known ? 'import.known' : 'import.unknown'), width: '110px', cell: one => <span className={one.known ? 'sub' : 'c-warn'}>{t(one.known ? 'import.known' : 'import.unknown')}</span> },
    { id: 'leftOut', head: t('import.leftOut'), value: one => one.leftOut.join('; '), width: 'minmax(160px, 2fr)', cell: one => <span className="sub" title={one.leftOut.join('\n')}>{one.leftOut.join('; ')}</span> },
    { id: 'source', head: t('import.source'), value: one => one.source, width: 'minmax(120px, 1fr)', hidden: true },
  ];
}
