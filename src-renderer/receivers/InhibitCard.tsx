import { ActionIcon, TagsInput, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/icons.tsx';
import type { InhibitForm } from './routeform.ts';

interface InhibitCardProps { readonly rule: InhibitForm; readonly index: number; readonly wrong: boolean; readonly set: (change: Partial<InhibitForm>) => void; readonly onRemove: () => void }

/** Which alert holds back which others. */
export function InhibitCard({ rule, index, wrong, set, onRemove }: InhibitCardProps) {
  const { t } = useTranslation('receivers');
  return (
    <div className="route">
      <span className="tile">{index + 1}</span>
      <div className="route-main">
        <Textarea autosize minRows={1} maxRows={5} label={t('inhibit.source')} className="mono-field" spellCheck={false} value={rule.source} error={wrong ? t('inhibit.problem') : undefined} onChange={event => set({ source: event.currentTarget.value })} />
        <Textarea autosize minRows={1} maxRows={5} label={t('inhibit.target')} className="mono-field" spellCheck={false} value={rule.target} onChange={event => set({ target: event.currentTarget.value })} />
        <TagsInput className="wide" label={t('inhibit.equal')} description={t('inhibit.hint.equal')} value={[...rule.equal]} acceptValueOnBlur splitChars={[',', ' ']} onChange={equal => set({ equal })} />
      </div>
      <div className="route-actions"><ActionIcon variant="subtle" size={24} aria-label={`${t('inhibit.remove')} (${index + 1})`} title={t('inhibit.remove')} onClick={onRemove}><Icon name="trash" size={14} /></ActionIcon></div>
    </div>
  );
}
