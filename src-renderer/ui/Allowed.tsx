import { Tooltip } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Permission } from '../../src-main/shared/model/permission.ts';
import { useMay } from '../host/permission.ts';

/** A control that stays in sight when it is not allowed: disabled, with the permission's name as the reason. */
export function Allowed({ needs, children }: { needs: Permission; children: (may: boolean) => ReactElement }) {
  const { t } = useTranslation('ui');
  const may = useMay(needs);
  if (may) return children(true);
  return <Tooltip label={t('needs', { permission: needs })}><span className="forbidden">{children(false)}</span></Tooltip>;
}
