import { ActionIcon } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { GroupState } from '../../src-main/shared/model/rule.ts';
import { useCall } from '../host/hooks.ts';
import { useParameter } from '../ui/parameter.ts';
import { EmptyState } from '../ui/Empty.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon } from '../ui/icons.tsx';
import { RuleEditor } from './RuleEditor.tsx';

interface RulePaneProps {
  /** of a group, or `new` */
  readonly id: string;
  readonly groups: readonly GroupState[];
  readonly loading: boolean;
  readonly onOpen: (id: string | null) => void;
}

/** A rule beside the list: a new one, or one of a group that is there. */
export function RulePane({ id, groups, loading, onOpen }: RulePaneProps) {
  const { t } = useTranslation('alerts');
  const [wanted] = useParameter('rule');
  const known = groups.find(group => group.id === id);
  const text = useCall(['rules', 'get', id], (host, signal) => host.rules.get({ id }, signal), { enabled: id !== 'new' && known !== undefined });
  const close = <ActionIcon variant="subtle" aria-label={t('close')} title={t('close')} onClick={() => onOpen(null)}><Icon name="x" size={14} /></ActionIcon>;
  if (id === 'new') return <RuleEditor text={null} index={0} close={close} onOpen={onOpen} />;
  if (text.data && known) return <RuleEditor key={JSON.stringify(text.data.group)} text={{ ...text.data, state: known }} index={Math.min(Number(wanted) || 0, Math.max(0, text.data.group.rules.length - 1))} close={close} onOpen={onOpen} />;
  return (
    <section className="panel alerts-side">
      <header className="alerts-head"><span className="grow" />{close}</header>
      {text.error ? <div className="alerts-inside"><ErrorNote error={text.error} onRetry={text.refetch} /></div> : !loading && !known && <EmptyState icon="bell" title={t('goneRule.title')}>{t('goneRule.text')}</EmptyState>}
    </section>
  );
}
