import { ActionIcon, Checkbox, Collapse, MultiSelect, TagsInput, Textarea, TextInput, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon, type IconName } from '../ui/icons.tsx';
import type { RouteField, RouteForm } from './routeform.ts';

const EXAMPLE = 'severity="critical", team=~"db|dba"';

interface RouteCardProps {
  readonly route: RouteForm;
  readonly index: number;
  readonly last: boolean;
  readonly only: boolean;
  readonly receivers: readonly { readonly value: string; readonly label: string }[];
  readonly problems: ReadonlySet<RouteField> | undefined;
  readonly set: (change: Partial<RouteForm>) => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
  readonly mayMove: { readonly up: boolean; readonly down: boolean };
}

/** One route: which alerts, told to whom, and how often. */
export function RouteCard({ route, index, last, only, receivers, problems, set, onMove, onRemove, mayMove }: RouteCardProps) {
  const { t } = useTranslation('receivers');
  const [open, setOpen] = useState(false);
  const wrong = (field: RouteField) => problems?.has(field) ? t(`route.problem.${field}`) : undefined;
  const timesWrong = (['groupBy', 'groupWait', 'groupInterval', 'repeatInterval'] as const).some(field => problems?.has(field));
  const button = (icon: IconName, label: string, act: () => void, disabled = false) => <ActionIcon variant="subtle" size={24} disabled={disabled} aria-label={`${label} (${index + 1})`} title={label} onClick={act}><Icon name={icon} size={14} /></ActionIcon>;
  return (
    <div className="route">
      <span className="tile">{index + 1}</span>
      <div className="route-main">
        {last ? <div className="route-last">{t(only ? 'route.all' : 'route.others')}</div>
          : <Textarea label={t('route.alerts')} placeholder={EXAMPLE} autosize minRows={1} maxRows={5} className="mono-field" spellCheck={false} value={route.matchers} error={wrong('matchers')} onChange={event => set({ matchers: event.currentTarget.value })} />}
        <MultiSelect label={t('route.to')} data={[...receivers]} value={[...route.receivers]} disabled={route.mute} error={wrong('receivers')} searchable hidePickedOptions onChange={chosen => set({ receivers: chosen })} />
        <div className="route-flags wide">
          <Checkbox label={t('route.mute')} checked={route.mute} onChange={event => set({ mute: event.currentTarget.checked })} />
          {!last && <Checkbox label={t('route.continue')} checked={route.continue} onChange={event => set({ continue: event.currentTarget.checked })} />}
          <span className="grow" />
          <UnstyledButton className="receiver-more" aria-expanded={open || timesWrong} onClick={() => setOpen(!open)}><Icon name={open || timesWrong ? 'down' : 'right'} size={14} />{t('route.details')} <span className="dim">{[route.groupBy.join(', '), route.groupWait, route.groupInterval, route.repeatInterval].join(' · ')}</span></UnstyledButton>
        </div>
        <Collapse expanded={open || timesWrong} className="wide">
          <div className="route-times">
            <TagsInput label={t('route.groupBy')} description={t('route.hint.groupBy')} value={[...route.groupBy]} error={wrong('groupBy')} acceptValueOnBlur splitChars={[',', ' ']} onChange={groupBy => set({ groupBy })} />
            {(['groupWait', 'groupInterval', 'repeatInterval'] as const).map(field => <TextInput key={field} label={t(`route.${field}`)} value={route[field]} error={wrong(field)} spellCheck={false} onChange={event => set({ [field]: event.currentTarget.value })} />)}
          </div>
        </Collapse>
      </div>
      <div className="route-actions">{!last && <>{button('up', t('route.up'), () => onMove(-1), !mayMove.up)}{button('down', t('route.down'), () => onMove(1), !mayMove.down)}{button('trash', t('route.remove'), onRemove)}</>}</div>
    </div>
  );
}
