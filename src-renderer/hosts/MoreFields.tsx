import { Button, Checkbox, Collapse, TextInput, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { HOST_COLLECTORS, type HostCollector } from '../../src-main/shared/model/sshhost.ts';
import { Icon } from '../ui/icons.tsx';
import { CommandFields } from './CommandFields.tsx';
import type { FieldsProps } from './fields.ts';
import type { Problems } from './form.ts';

const hasProblem = ({ fields, commands }: Problems): boolean => fields.job !== undefined || fields.timeout !== undefined || commands.some(command => Object.keys(command).length > 0);

/** What most hosts take as it is: job, time-out, what is read, and commands of one's own. */
export function MoreFields(props: FieldsProps) {
  const { t } = useTranslation('hosts');
  const [open, setOpen] = useState(props.form.commands.length > 0);
  const shown = open || hasProblem(props.problems);
  const { form, set, problems } = props;
  return (
    <section>
      <UnstyledButton className="form-more" aria-expanded={shown} onClick={() => setOpen(!shown)}><Icon name={shown ? 'down' : 'right'} size={12} />{t('more')}</UnstyledButton>
      <Collapse expanded={shown}>
        <div className="side-more">
          <div className="form-pair">
            <TextInput label={t('field.job')} description={t('hint.job')} value={form.job} error={problems.fields.job && t('problem.job')} onChange={event => set({ job: event.currentTarget.value })} />
            <TextInput label={t('field.timeout')} description={t('hint.timeout')} value={form.timeout} error={problems.fields.timeout && t('problem.timeout')} onChange={event => set({ timeout: event.currentTarget.value })} />
          </div>
          <Collectors chosen={form.collectors} onChange={collectors => set({ collectors })} />
          <CommandFields {...props} />
        </div>
      </Collapse>
    </section>
  );
}

function Collectors({ chosen, onChange }: { chosen: readonly HostCollector[]; onChange: (chosen: readonly HostCollector[]) => void }) {
  const { t } = useTranslation('hosts');
  const all = chosen.length === HOST_COLLECTORS.length;
  return (
    <fieldset>
      <legend>{t('collectors')}</legend>
      <div className="host-collectors">
        {HOST_COLLECTORS.map(name => <Checkbox key={name} label={t(`collector.${name}`)} checked={chosen.includes(name)} onChange={event => onChange(HOST_COLLECTORS.filter(other => other === name ? event.currentTarget.checked : chosen.includes(other)))} />)}
      </div>
      <Button variant="subtle" onClick={() => onChange(all ? [] : HOST_COLLECTORS)}>{t(all ? 'collectorsNone' : 'collectorsAll')}</Button>
    </fieldset>
  );
}
