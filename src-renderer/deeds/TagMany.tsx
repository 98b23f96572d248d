import { Button, Popover, TagsInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MachineId } from '../../src-main/shared/model/machine.ts';
import { useAction } from '../host/hooks.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { Icon } from '../ui/icons.tsx';

/** Sets tags on all ticked machines; others of theirs stay. */
export function TagMany({ ids, onDone }: { ids: readonly MachineId[]; onDone: () => void }) {
  const { t } = useTranslation('deeds');
  const [open, setOpen] = useState(false);
  const [lines, setLines] = useState<string[]>([]);
  const tag = useAction((host, set: Record<string, string>) => host.machines.tag({ ids: [...ids], tags: { set } }), [['machines']]);
  const apply = () => { void tag.run(Object.fromEntries(lines.map(pairOf))).then(() => { setOpen(false); setLines([]); onDone(); }, () => undefined); };
  return (
    <Popover opened={open} onChange={setOpen} position="top" trapFocus withinPortal>
      <Allowed needs="machine:write">{may => <Popover.Target><Button disabled={!may} onClick={() => setOpen(!open)} leftSection={<Icon name="pin" size={14} />}>{t('action.tag')}</Button></Popover.Target>}</Allowed>
      <Popover.Dropdown>
        <form className="tag-many" onSubmit={event => { event.preventDefault(); apply(); }}>
          <TagsInput label={t('tags.label')} placeholder={lines.length === 0 ? 'env=prod' : ''} value={lines} onChange={setLines} acceptValueOnBlur splitChars={[',', ' ']} clearable={false} />
          {tag.error && <p className="c-critical">{tag.error.message}</p>}
          <Button type="submit" variant="filled" disabled={lines.length === 0} loading={tag.running}>{t('tags.apply', { count: ids.length })}</Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}

/** `env=prod`; a name alone has an empty value. */
function pairOf(line: string): [string, string] {
  const at = line.indexOf('=');
  return at < 0 ? [line.trim(), ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
}
