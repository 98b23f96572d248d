import { Autocomplete, Button, Popover, TagsInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SshHostState } from '../../src-main/shared/model/sshhost.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { Icon } from '../ui/icons.tsx';
import { regrouped } from './regrouped.ts';
import { useHostActions } from './useHostActions.ts';

/** Gives the ticked hosts a group and tags, all at once; what is left empty stays as it is on each. */
export function Regroup({ hosts, groups, onDone }: { hosts: readonly SshHostState[]; groups: readonly string[]; onDone: () => void }) {
  const { t } = useTranslation('hosts');
  const actions = useHostActions();
  const [open, setOpen] = useState(false);
  const [group, setGroup] = useState('');
  const [tags, setTags] = useState<string[]>([]);
  const apply = () => {
    setOpen(false);
    onDone();
    void actions.change(hosts, config => regrouped(config, group, tags));
  };
  return (
    <Popover opened={open} onChange={setOpen} position="top" trapFocus withinPortal>
      <Allowed needs="target:write">{may => <Popover.Target><Button disabled={!may} onClick={() => setOpen(!open)} leftSection={<Icon name="pin" size={14} />}>{t('regroup.do')}</Button></Popover.Target>}</Allowed>
      <Popover.Dropdown>
        <form className="host-regroup" onSubmit={event => { event.preventDefault(); apply(); }}>
          <Autocomplete label={t('field.group')} description={t('regroup.group')} data={[...groups]} value={group} onChange={setGroup} maxLength={200} spellCheck={false} openOnFocus={false} comboboxProps={{ withinPortal: false }} />
          <TagsInput label={t('field.tags')} description={t('regroup.tags')} placeholder={tags.length === 0 ? 'env=prod' : ''} value={tags} onChange={setTags} acceptValueOnBlur splitChars={[',', ' ']} clearable={false} />
          <Button type="submit" variant="filled" disabled={group.trim() === '' && tags.length === 0}>{t('regroup.apply', { count: hosts.length })}</Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
