import { Button, Menu } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { MachineRow, MachineState } from '../../src-main/shared/model/machine.ts';
import { Icon } from '../ui/icons.tsx';
import { StateMark } from '../ui/StateMark.tsx';
import { powerWord } from './events.ts';
import { GROUPINGS, type MachineGrouping, tagNames } from './grouping.ts';

const MOST_TAGS = 12;

/** By what the list is grouped: its clouds, regions, states, groups, or any tag. */
export function GroupMenu({ rows, by, onChange }: { rows: readonly MachineRow[]; by: MachineGrouping; onChange: (by: MachineGrouping) => void }) {
  const { t } = useTranslation('inventory');
  const name = (one: MachineGrouping) => one.startsWith('tag:') ? one.slice(4) : t(`grouping.${one as (typeof GROUPINGS)[number]}`);
  const item = (one: MachineGrouping) => <Menu.Item key={one} role="menuitemradio" aria-checked={one === by} onClick={() => onChange(one)} leftSection={<span className={one === by ? 'c-accent' : 'unticked'}><Icon name="check" size={14} /></span>}>{name(one)}</Menu.Item>;
  const tags = tagNames(rows, MOST_TAGS);
  return (
    <Menu position="bottom-start">
      <Menu.Target><Button rightSection={<Icon name="down" size={12} />}>{t('grouping.label', { by: name(by) })}</Button></Menu.Target>
      <Menu.Dropdown>
        {GROUPINGS.map(item)}
        {tags.length > 0 && <><Menu.Divider /><Menu.Label>{t('grouping.tag')}</Menu.Label>{tags.map(tag => item(`tag:${tag}`))}</>}
      </Menu.Dropdown>
    </Menu>
  );
}

const SOURCES = ['self', 'prometheus', 'ssh', 'aws'] as const;

/** A group's name in the page's language, where it is one of our words. */
function groupWord(by: MachineGrouping, name: string, t: TFunction<'inventory'>): string {
  const source = by === 'source' ? SOURCES.find(one => one === name) : undefined;
  if (source !== undefined) return t(`source.${source}`);
  return by === 'state' ? powerWord(name, t) : name;
}

const TOLD = ['critical', 'warn', 'unknown'] as const satisfies readonly MachineState[];

/** A group's name, how many machines it has, and how many in each state that matters. */
export function MachineGroupHead({ by, name, rows }: { by: MachineGrouping; name: string; rows: readonly MachineRow[] }) {
  const { t } = useTranslation('inventory');
  const counts = TOLD.map(state => ({ state, count: rows.filter(row => row.state === state).length })).filter(({ count }) => count > 0);
  return (
    <>
      {name === '' ? <span className="sub">{t('grouping.without')}</span> : <b className="cut">{groupWord(by, name, t)}</b>}
      <span className="dim nowrap">{t('grouping.count', { count: rows.length })}</span>
      {counts.map(({ state, count }) => <span key={state} className={`row machine-count c-${state}`}><StateMark state={state} size={11} />{count}</span>)}
    </>
  );
}
