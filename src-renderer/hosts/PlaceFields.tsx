import { Autocomplete, TagsInput, TextInput } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldsProps } from './fields.ts';
import { type Field, withDestination } from './form.ts';

/** Who and where a host is, and in whose company it stands. */
export function PlaceFields({ form, set, problems, groups, focus }: FieldsProps & { groups: readonly string[]; focus: boolean }) {
  const { t } = useTranslation('hosts');
  const wrong = (field: Field) => { const problem = problems.fields[field]; return problem && t(`problem.${problem}`); };
  const start = useRef<HTMLInputElement>(null);
  useEffect(() => { if (focus) start.current?.focus({ preventScroll: true }); }, [focus]);
  return (
    <>
      <div className="host-place">
        <TextInput ref={start} label={t('field.address')} description={t('hint.address')} placeholder="10.0.0.5" value={form.address} error={wrong('address')} spellCheck={false} autoComplete="off"
          onChange={event => set({ address: event.currentTarget.value })} onBlur={() => set(withDestination(form, form.address))} />
        <TextInput label={t('field.port')} inputMode="numeric" value={form.port} error={wrong('port')} onChange={event => set({ port: event.currentTarget.value })} />
      </div>
      <div className="form-pair">
        <TextInput label={t('field.user')} description={t('hint.user')} placeholder="root" value={form.user} error={wrong('user')} spellCheck={false} autoComplete="off" onChange={event => set({ user: event.currentTarget.value })} />
        <TextInput label={t('field.name')} description={t('hint.name')} placeholder={form.address} value={form.name} error={wrong('name')} spellCheck={false} onChange={event => set({ name: event.currentTarget.value })} />
        <TextInput label={t('field.proxyJump')} description={t('hint.proxyJump')} placeholder="bastion" value={form.proxyJump} error={wrong('proxyJump')} spellCheck={false} onChange={event => set({ proxyJump: event.currentTarget.value })} />
        <TextInput label={t('field.interval')} description={t('hint.duration')} value={form.interval} error={wrong('interval')} onChange={event => set({ interval: event.currentTarget.value })} />
      </div>
      <GroupFields form={form} set={set} problems={problems} groups={groups} />
    </>
  );
}

/** Group and tags: also what many hosts added at once share. */
export function GroupFields({ form, set, problems, groups }: Pick<FieldsProps, 'form' | 'set' | 'problems'> & { groups: readonly string[] }) {
  const { t } = useTranslation('hosts');
  return (
    <div className="form-pair">
      <Autocomplete label={t('field.group')} description={t('hint.group')} data={[...groups]} value={form.group} error={problems.fields.group && t('problem.group')} spellCheck={false} comboboxProps={{ withinPortal: true }} onChange={group => set({ group })} />
      <TagsInput label={t('field.tags')} description={t('hint.tags')} placeholder={form.tags.length === 0 ? 'env=prod' : ''} value={[...form.tags]} error={problems.fields.tags && t('problem.tags')} onChange={tags => set({ tags })} acceptValueOnBlur splitChars={[',', ' ']} clearable={false} />
    </div>
  );
}
