import { Button, Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { MachineAction } from '../../src-main/shared/model/cloud.ts';
import type { MachineRow } from '../../src-main/shared/model/machine.ts';
import { useAction } from '../host/hooks.ts';
import { useMay } from '../host/permission.ts';
import type { Intent } from '../deeds/usePlan.ts';
import { TagMany } from '../deeds/TagMany.tsx';
import { Allowed } from '../ui/Allowed.tsx';
import { Icon, type IconName } from '../ui/icons.tsx';
import { TickBar } from '../ui/TickBar.tsx';

const FIRST = [['start', 'play'], ['stop', 'power'], ['reboot', 'refresh']] as const satisfies readonly (readonly [MachineAction, IconName])[];

/** What can be done with the ticked machines; each begins with its plan. */
export function MachineBar({ rows, onAsk, onDone }: { rows: readonly MachineRow[]; onAsk: (intent: Intent) => void; onDone: () => void }) {
  const { t } = useTranslation('deeds');
  const { t: words } = useTranslation('inventory');
  const mayDestroy = useMay('machine:destroy');
  const ids = rows.map(row => row.id);
  const forget = useAction((host, given: typeof ids) => host.machines.forget({ ids: given }), [['machines']]);
  const join = useAction((host, given: typeof ids) => host.machines.join({ ids: given }), [['machines']]);
  const missing = rows.length > 0 && rows.every(row => row.cloud !== null && row.cloud.missingSince !== null);
  const error = forget.error ?? join.error;
  return (
    <TickBar count={rows.length} onClear={onDone}>
      {FIRST.map(([action, icon]) => <Allowed key={action} needs="machine:write">{may => <Button disabled={!may} onClick={() => onAsk({ action, ids })} leftSection={<Icon name={icon} size={14} />}>{t(`action.${action}`)}</Button>}</Allowed>)}
      <TagMany ids={ids} onDone={onDone} />
      <Allowed needs="machine:write">{may => (
        <Menu position="top-end">
          <Menu.Target><Button disabled={!may} rightSection={<Icon name="up" size={12} />}>{t('more')}</Button></Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => onAsk({ action: 'force-stop', ids })}>{t('action.force-stop')}</Menu.Item>
            <Menu.Item onClick={() => onAsk({ action: 'force-reboot', ids })}>{t('action.force-reboot')}</Menu.Item>
            <Menu.Divider />
            <Menu.Item disabled={rows.length < 2 || rows.length > 10} onClick={() => void join.run(ids).then(onDone, () => undefined)}>{words('joinThese')}</Menu.Item>
            <Menu.Item disabled={!missing} onClick={() => void forget.run(ids).then(onDone, () => undefined)}>{words('forget')}</Menu.Item>
            <Menu.Divider />
            <Menu.Item color="red" disabled={!mayDestroy} onClick={() => onAsk({ action: 'terminate', ids })}>{t('action.terminate')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}</Allowed>
      {error && <span className="c-critical cut">{error.message}</span>}
    </TickBar>
  );
}
