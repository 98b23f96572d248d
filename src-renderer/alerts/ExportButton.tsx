import { ActionIcon, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/icons.tsx';

export function ExportButton({ disabled, onExport }: { disabled: boolean; onExport: () => void }) {
  const { t } = useTranslation('ui');
  return <Tooltip label={t('table.export')}><ActionIcon aria-label={t('table.export')} disabled={disabled} onClick={onExport}><Icon name="download" size={14} /></ActionIcon></Tooltip>;
}
