import { ActionIcon, Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CloudMachine } from '../../src-main/shared/model/cloud.ts';
import type { MachineId } from '../../src-main/shared/model/machine.ts';
import { useAction } from '../host/hooks.ts';
import { useMay } from '../host/permission.ts';
import { Icon } from '../ui/icons.tsx';
import './deeds.css';
import { changeOf, type TagLine } from './tagchange.ts';

/** A machine's tags at its cloud, to be changed, added and removed; sent together. */
export function TagEditor({ id, machine, able }: { id: MachineId; machine: CloudMachine; able: boolean }) {
  const { t } = useTranslation('deeds');
  const may = useMay('machine:write') && able;
  const [lines, setLines] = useState<readonly TagLine[] | null>(null);
  const tag = useAction((host, tags: ReturnType<typeof changeOf>) => host.machines.tag({ ids: [id], tags }), [['machines']]);
  const shown = lines ?? Object.entries(machine.tags).map(([name, value]) => ({ name, value }));
  const change = changeOf(machine.tags, shown);
  const dirty = Object.keys(change.set).length > 0 || change.remove.length > 0;
  const edit = (i: number, part: Partial<TagLine>) => setLines(shown.map((line, at) => at === i ? { ...line, ...part } : line));
  return (
    <form className="tag-editor" onSubmit={event => { event.preventDefault(); if (dirty) void tag.run(change).then(() => setLines(null), () => undefined); }}>
      {shown.length === 0 && <p className="dim">{t('tags.none')}</p>}
      <div className="tag-lines">
        {shown.map((line, i) => (
          <TagRow key={String(i)} line={line} may={may} onEdit={part => edit(i, part)} onRemove={() => setLines(shown.filter((_, at) => at !== i))} />
        ))}
      </div>
      {tag.error && <p className="c-critical">{tag.error.message}</p>}
      <div className="row">
        <Button disabled={!may} onClick={() => setLines([...shown, { name: '', value: '' }])} leftSection={<Icon name="plus" size={13} />}>{t('tags.add')}</Button>
        <span className="grow" />
        {dirty && <Button variant="subtle" onClick={() => setLines(null)}>{t('tags.reset')}</Button>}
        <Button type="submit" variant={dirty ? 'filled' : 'default'} disabled={!may || !dirty} loading={tag.running}>{t('tags.save')}</Button>
      </div>
    </form>
  );
}

function TagRow({ line, may, onEdit, onRemove }: { line: TagLine; may: boolean; onEdit: (part: Partial<TagLine>) => void; onRemove: () => void }) {
  const { t } = useTranslation('deeds');
  return (
    <>
      <TextInput aria-label={t('tags.name')} placeholder={t('tags.name')} value={line.name} onChange={event => onEdit({ name: event.currentTarget.value })} maxLength={128} disabled={!may} spellCheck={false} />
      <TextInput aria-label={t('tags.value')} placeholder={t('tags.value')} value={line.value} onChange={event => onEdit({ value: event.currentTarget.value })} maxLength={256} disabled={!may} spellCheck={false} />
      <ActionIcon variant="subtle" size={26} disabled={!may} aria-label={t('tags.remove', { name: line.name })} title={t('tags.remove', { name: line.name })} onClick={onRemove}><Icon name="x" size={13} /></ActionIcon>
    </>
  );
}
