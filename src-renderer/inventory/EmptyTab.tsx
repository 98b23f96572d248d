import { useTranslation } from 'react-i18next';
import type { MachineRow } from '../../src-main/shared/model/machine.ts';
import { EmptyState } from '../ui/Empty.tsx';
import { useSshHost, whyEmpty } from './sshhost.ts';

/** In place of a list that has nothing: why, as the host itself says, or what would fill it. */
export function EmptyTab({ row, what }: { row: MachineRow; what: 'services' | 'ports' }) {
  const { t } = useTranslation('inventory');
  const host = useSshHost(row);
  const why = whyEmpty(host, what);
  const left = host !== undefined && !host.config.collectors.includes(what);
  return <EmptyState icon="list" title={t(`tab.none.${what}`)}>{why ?? (left ? t('tab.leftOut') : row.source === 'ssh' ? t('tab.notYet') : t(`tab.noneText.${what}`))}</EmptyState>;
}
