import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { GroupId, GroupState, RuleGroup } from '../../src-main/shared/model/rule.ts';
import { toAppError, useHost } from '../host/hooks.ts';
import { download } from '../ui/download.ts';
import { useUndo } from '../ui/undo.tsx';

/** What can be done with groups at once; it can be taken back for as long as its note stands. */
export function useRuleActions() {
  const { t } = useTranslation('alerts');
  const host = useHost();
  const queries = useQueryClient();
  const offerUndo = useUndo();
  return useMemo(() => {
    const changed = () => queries.invalidateQueries({ queryKey: ['rules', 'list'] });
    const attempt = async (name: string, act: () => Promise<unknown>): Promise<boolean> => {
      try {
        await act();
        await changed();
        return true;
      } catch (error) {
        notifications.show({ title: t('act.failed', { name }), message: toAppError(error).message, color: 'red', autoClose: false });
        return false;
      }
    };
    const turn = ({ id, name }: GroupState, enabled: boolean) => attempt(name, () => host.rules.enable({ id, enabled }));
    return {
      changed,
      enable: async (group: GroupState, enabled: boolean) => {
        if (await turn(group, enabled)) offerUndo(t(enabled ? 'act.enabled' : 'act.disabled', { name: group.name }), () => turn(group, !enabled));
      },
      remove: async (group: GroupState): Promise<boolean> => {
        let kept: { readonly group: RuleGroup; readonly yaml: string } | undefined;
        const gone = await attempt(group.name, async () => {
          kept = await host.rules.get({ id: group.id });
          await host.rules.remove({ id: group.id });
        });
        if (gone && kept) { const back = kept; offerUndo(t('act.removed', { name: group.name }), () => attempt(group.name, () => restore(group, back.group))); }
        return gone;
      },
      exportAll: (ids?: readonly GroupId[]) => attempt(t('act.export'), async () => {
        const { yaml } = await host.rules.export(ids === undefined ? {} : { ids: [...ids] });
        download('rules.yml', yaml, 'application/yaml;charset=utf-8');
      }),
    };
    async function restore(was: GroupState, group: RuleGroup): Promise<void> {
      const [only] = group.rules;
      const made = was.origin === 'form' && group.rules.length === 1 && only?.kind === 'alerting' && only.form
        ? await host.rules.saveSimple({ id: null, name: only.alert, form: only.form })
        : await host.rules.save({ id: null, group });
      if (!was.enabled) await host.rules.enable({ id: made.id, enabled: false });
    }
  }, [host, queries, offerUndo, t]);
}
