import { ActionIcon, Button, Menu, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearch } from 'wouter';
import type { SavedFilter } from '../../src-main/shared/model/deed.ts';
import { useAction, useCall } from '../host/hooks.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { Icon } from '../ui/icons.tsx';

/** Filters of this list under names, for everybody who opens this workspace: to be applied, kept and taken away. */
export function SavedFilters({ onApply }: { onApply: (filter: SavedFilter) => void }) {
  const { t } = useTranslation('inventory');
  const now = new URLSearchParams(useSearch());
  const { data = [] } = useCall(['machines', 'filters'], (host, signal) => host.machines.filters({}, signal));
  const save = useAction((host, filter: SavedFilter) => host.machines.saveFilter({ filter }), [['machines', 'filters']]);
  const remove = useAction((host, name: string) => host.machines.removeFilter({ name }), [['machines', 'filters']]);
  const [name, setName] = useState('');
  const keep = () => { void save.run({ name: name.trim(), q: now.get('inventory.q') ?? '', group: now.get('by') ?? '', sort: now.get('inventory.sort') ?? '' }).then(() => setName(''), () => undefined); };
  return (
    <Menu position="bottom-start" closeOnItemClick={false}>
      <Menu.Target><Button leftSection={<Icon name="pin" size={14} />} rightSection={<Icon name="down" size={12} />}>{t('filters.label')}</Button></Menu.Target>
      <Menu.Dropdown className="saved-filters">
        {data.length === 0 && <Menu.Label>{t('filters.none')}</Menu.Label>}
        {data.map(filter => (
          <div key={filter.name} className="row">
            <Menu.Item className="grow" closeMenuOnClick onClick={() => onApply(filter)}><span className="strong">{filter.name}</span> <span className="dim">{[filter.q, filter.group].filter(Boolean).join(' · ')}</span></Menu.Item>
            <Allowed needs="machine:write">{may => <ActionIcon variant="subtle" size={24} disabled={!may} aria-label={t('filters.remove', { name: filter.name })} title={t('filters.remove', { name: filter.name })} onClick={() => void remove.run(filter.name)}><Icon name="trash" size={13} /></ActionIcon>}</Allowed>
          </div>
        ))}
        <Menu.Divider />
        <Allowed needs="machine:write">{may => (
          <form className="row saved-filter-new" onSubmit={event => { event.preventDefault(); if (name.trim() !== '') keep(); }}>
            <TextInput className="grow" placeholder={t('filters.name')} aria-label={t('filters.name')} value={name} onChange={event => setName(event.currentTarget.value)} maxLength={100} disabled={!may} onKeyDown={event => event.stopPropagation()} />
            <Button type="submit" disabled={!may || name.trim() === ''} loading={save.running}>{t('filters.save')}</Button>
          </form>
        )}</Allowed>
        {(save.error ?? remove.error) && <Menu.Label className="c-critical">{(save.error ?? remove.error)?.message}</Menu.Label>}
      </Menu.Dropdown>
    </Menu>
  );
}
