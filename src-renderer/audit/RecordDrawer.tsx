import { Anchor, Button, Drawer } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { AuditRow } from '../../src-main/shared/contract/access.ts';
import { MachineId } from '../../src-main/shared/model/machine.ts';
import { useLinkTo } from '../host/range.ts';
import { machinePath } from '../inventory/address.ts';
import { exactText } from '../ui/clock.ts';
import { CopyField } from '../ui/CopyField.tsx';
import { Facts } from '../ui/Facts.tsx';
import { Icon } from '../ui/icons.tsx';
import { doorName } from './doors.ts';

interface RecordProps {
  readonly row: AuditRow | undefined;
  readonly onClose: () => void;
  readonly onFilter: (name: 'caller' | 'path' | 'target', value: string) => void;
}

/** One record with all that stands in it; the call to a cloud as a line that can be taken along. */
export function RecordDrawer({ row, onClose, onFilter }: RecordProps) {
  const { t } = useTranslation('audit');
  return (
    <Drawer opened={row !== undefined} onClose={onClose} position="right" size={480} withOverlay={false} closeOnClickOutside={false} trapFocus={false} className="beside-list" title={row && t('record', { id: row.id })} closeButtonProps={{ 'aria-label': t('close') }}>
      {row && <Inside row={row} onFilter={onFilter} />}
    </Drawer>
  );
}

function Inside({ row, onFilter }: { row: AuditRow } & Pick<RecordProps, 'onFilter'>) {
  const { t } = useTranslation('audit');
  const only = (name: 'caller' | 'path' | 'target') => <Button size="compact-xs" variant="subtle" onClick={() => onFilter(name, row[name])} leftSection={<Icon name="filter" size={12} />}>{t('only')}</Button>;
  return (
    <>
      <Facts facts={[
        [t('at'), exactText(row.at)], [t('what.outcome'), t(`outcome.${row.outcome}`)],
        [t('what.path'), <span key="path" className="row"><code className="mono">{row.path}</code>{only('path')}</span>],
        [t('what.target'), row.target === '' ? null : <span key="target" className="row"><Target target={row.target} />{only('target')}</span>],
        [t('what.caller'), <span key="caller" className="row">{row.caller}{only('caller')}</span>], [t('what.via'), doorName(row.via, t)],
        [t('detail'), row.detail || null], [t('result'), row.result || null], [t('took'), row.durationMs === null ? null : `${row.durationMs} ms`],
        [t('request'), row.requestId === '' ? null : <code key="request" className="mono">{row.requestId}</code>],
      ]} />
      {row.receipt !== '' && <><h3 className="audit-head">{t('receipt')}</h3><CopyField text={row.receipt} rows /><p className="cap">{t('receiptNote')}</p></>}
      <h3 className="audit-head">{t('input')}</h3>
      <pre className="audit-input mono">{pretty(row.input)}</pre>
    </>
  );
}

function Target({ target }: { target: string }) {
  const linkTo = useLinkTo();
  return MachineId.safeParse(target).success ? <Anchor component={Link} href={linkTo(machinePath(target))} className="mono">{target}</Anchor> : <code className="mono">{target}</code>;
}

function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json; // cut off, because it was long
  }
}
