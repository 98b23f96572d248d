import { ActionIcon, CloseButton, Menu, SegmentedControl, TextInput, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataColumn } from './columns.ts';
import { formatCount } from './format.ts';
import { Icon } from './icons.tsx';
import type { Density, ListState, useColumnChoice } from './tableState.ts';

interface TableToolsProps<Row> {
  readonly list: ListState;
  readonly shown: number;
  readonly total: number;
  readonly columns: readonly DataColumn<Row>[];
  readonly choice: ReturnType<typeof useColumnChoice<Row>>;
  readonly density: Density;
  readonly setDensity: (density: Density) => void;
  readonly onExport: () => void;
  readonly tools?: ReactNode;
  readonly primary?: ReactNode;
}

/** The line above a list: filter (`/` goes there), how many of how many, row height, columns, export. */
export function TableTools<Row>(props: TableToolsProps<Row>) {
  const { t } = useTranslation('ui');
  const { filter, setFilter } = props.list;
  return (
    <div className="table-tools">
      <TextInput className="table-filter" data-filter value={filter} onChange={event => setFilter(event.currentTarget.value)} placeholder={t('table.filter')} aria-label={t('table.filter')} leftSection={<Icon name="filter" size={14} />}
        onKeyDown={event => { if (event.key === 'Escape' && filter !== '') { setFilter(''); event.stopPropagation(); } }}
        rightSection={filter !== '' && <CloseButton size="xs" aria-label={t('table.clear')} onClick={() => setFilter('')} />} />
      {props.tools}
      <span className="grow" />
      <span className="dim nowrap table-count" role="status">{t('table.count', { shown: formatCount(props.shown), total: formatCount(props.total) })}</span>
      <SegmentedControl className="table-density" aria-label={t('table.density')} value={props.density} onChange={value => props.setDensity(value === 'regular' ? 'regular' : 'compact')} data={[{ value: 'regular', label: t('table.regular') }, { value: 'compact', label: t('table.compact') }]} />
      <ColumnMenu {...props} />
      <Tooltip label={t('table.export')}><ActionIcon aria-label={t('table.export')} onClick={props.onExport} disabled={props.shown === 0}><Icon name="download" size={14} /></ActionIcon></Tooltip>
      {props.primary}
    </div>
  );
}

function ColumnMenu<Row>({ columns, choice }: TableToolsProps<Row>) {
  const { t } = useTranslation('ui');
  return (
    <Menu closeOnItemClick={false} position="bottom-end">
      <Menu.Target>
        <Tooltip label={t('table.columns')}><ActionIcon aria-label={t('table.columns')}><Icon name="columns" size={14} /></ActionIcon></Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {columns.filter(column => !column.fixed).map(column => (
          <Menu.Item key={column.id} role="menuitemcheckbox" aria-checked={choice.isOn(column)} onClick={() => choice.toggle(column)} leftSection={<span className={choice.isOn(column) ? 'c-accent' : 'unticked'}><Icon name="check" size={14} /></span>}>{column.head}</Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
