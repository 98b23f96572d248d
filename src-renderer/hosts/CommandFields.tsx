import { ActionIcon, Button, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { UserCommand } from '../../src-main/shared/model/sshhost.ts';
import { Icon } from '../ui/icons.tsx';
import { CommandOutcome } from './CommandOutcome.tsx';
import type { FieldsProps } from './fields.ts';
import { type CommandField, type CommandForm, NEW_COMMAND, type Problems } from './form.ts';

const FORMATS = UserCommand.shape.format.unwrap().options;

/** Commands of the user's own, each with what it last gave. */
export function CommandFields({ form, set, problems, host }: FieldsProps) {
  const { t } = useTranslation('hosts');
  const change = (at: number, part: Partial<CommandForm>) => set({ commands: form.commands.map((command, i) => i === at ? { ...command, ...part } : command) });
  return (
    <fieldset>
      <legend>{t('command.title')}</legend>
      <p className="cap">{t('command.text')}</p>
      {form.commands.map((command, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a command has no name before it is given one
        <section key={i} className="host-command" aria-label={command.name || t('command.new')}>
          <CommandInputs command={command} problems={problems.commands[i] ?? {}} onChange={part => change(i, part)} onRemove={() => set({ commands: form.commands.filter((_, at) => at !== i) })} />
          {host?.commands.filter(({ name }) => name === command.name.trim()).map(state => <CommandOutcome key={state.name} state={state} />)}
        </section>
      ))}
      <Button variant="subtle" className="form-add" leftSection={<Icon name="plus" size={14} />} onClick={() => set({ commands: [...form.commands, NEW_COMMAND] })}>{t('command.add')}</Button>
    </fieldset>
  );
}

interface InputsProps { readonly command: CommandForm; readonly problems: Problems['commands'][number]; readonly onChange: (part: Partial<CommandForm>) => void; readonly onRemove: () => void }

function CommandInputs({ command, problems, onChange, onRemove }: InputsProps) {
  const { t } = useTranslation('hosts');
  const wrong = (field: CommandField) => { const problem = problems[field]; return problem && t(`command.problem.${problem}`); };
  return (
    <>
      <div className="host-command-head">
        <TextInput label={t('command.name')} placeholder="backup_age_seconds" value={command.name} error={wrong('name')} spellCheck={false} onChange={event => onChange({ name: event.currentTarget.value })} />
        <ActionIcon variant="subtle" aria-label={t('command.remove')} title={t('command.remove')} onClick={onRemove}><Icon name="trash" size={14} /></ActionIcon>
      </div>
      <Textarea label={t('command.command')} placeholder="stat -c %Y /var/backups/latest" autosize minRows={1} maxRows={8} className="mono-field" spellCheck={false} value={command.command} error={wrong('command')} onChange={event => onChange({ command: event.currentTarget.value })} />
      <div>
        <SegmentedControl fullWidth aria-label={t('command.format')} value={command.format} onChange={value => onChange({ format: FORMATS.find(format => format === value) ?? 'number' })} data={FORMATS.map(value => ({ value, label: t(`command.formats.${value}`) }))} />
        <p className="cap">{t(`command.formatText.${command.format}`)}</p>
      </div>
      <div className="host-command-row">
        <TextInput label={t('command.unit')} placeholder="seconds" value={command.unit} error={wrong('unit')} onChange={event => onChange({ unit: event.currentTarget.value })} />
        <TextInput label={t('command.interval')} value={command.interval} error={wrong('interval')} onChange={event => onChange({ interval: event.currentTarget.value })} />
        <TextInput label={t('command.timeout')} value={command.timeout} error={wrong('timeout')} onChange={event => onChange({ timeout: event.currentTarget.value })} />
        <TextInput label={t('command.maxKib')} inputMode="numeric" value={command.maxKib} error={wrong('maxKib')} onChange={event => onChange({ maxKib: event.currentTarget.value })} />
      </div>
    </>
  );
}
