import { Button, Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { MachineAction } from '../../src-main/shared/model/cloud.ts';
import type { MachineDetail } from '../../src-main/shared/model/machine.ts';
import { PlanDialog } from '../deeds/PlanDialog.tsx';
import { useIntent } from '../deeds/usePlan.ts';
import { useMay } from '../host/permission.ts';
import { Icon, type IconName } from '../ui/icons.tsx';

const FIRST = [['start', 'play'], ['stop', 'power'], ['reboot', 'refresh']] as const satisfies readonly (readonly [MachineAction, IconName])[];
const REST = ['force-stop', 'force-reboot', 'terminate'] as const satisfies readonly MachineAction[];

/** What can be done to a machine in its power state; what can't is there and says why not. Nothing for a machine that nobody can act on. */
export function PowerActions({ detail }: { detail: MachineDetail }) {
  const { t } = useTranslation('deeds');
  const { t: words } = useTranslation('inventory');
  const [mayWrite, mayDestroy] = [useMay('machine:write'), useMay('machine:destroy')];
  const { intent, ask, close } = useIntent();
  const { machine, row, actions, unable } = detail;
  if (machine === null) return null;
  const why = (action: MachineAction): string | null => {
    if (unable !== null) return unable;
    const needs = action === 'terminate' ? 'machine:destroy' : 'machine:write';
    if (!(action === 'terminate' ? mayDestroy : mayWrite)) return words('needs', { permission: needs });
    return actions.includes(action) ? null : words('notNow', { power: words(`power.${machine.power}`) });
  };
  const rest = REST.filter(action => action === 'terminate' ? row.cloud !== null : actions.includes(action));
  return (
    <>
      <span className={`power power-${machine.power}`} title={machine.nativePower}>{words(`power.${row.cloud?.missingSince ? 'missing' : machine.power}`)}</span>
      <Button.Group>
        {FIRST.map(([action, icon]) => {
          const reason = why(action);
          return <Button key={action} disabled={reason !== null} title={reason ?? undefined} onClick={() => ask({ action, ids: [row.id] })} leftSection={<Icon name={icon} size={14} />}>{t(`action.${action}`)}</Button>;
        })}
        {rest.length > 0 && <Menu position="bottom-end">
          <Menu.Target><Button aria-label={t('more')} disabled={rest.every(action => why(action) !== null)} title={unable ?? undefined}><Icon name="more" size={14} /></Button></Menu.Target>
          <Menu.Dropdown>{rest.map(action => <Menu.Item key={action} {...(action === 'terminate' ? { color: 'red' } : {})} disabled={why(action) !== null} title={why(action) ?? undefined} onClick={() => ask({ action, ids: [row.id] })}>{t(`action.${action}`)}</Menu.Item>)}</Menu.Dropdown>
        </Menu>}
      </Button.Group>
      <PlanDialog intent={intent} onClose={close} />
    </>
  );
}
