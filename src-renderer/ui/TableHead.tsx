import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DataColumn } from './columns.ts';
import { Icon } from './icons.tsx';
import type { ListState } from './tableState.ts';

/** How many of the shown rows are ticked, and how to tick all of them or none. */
export interface TickAll { readonly ticked: 'all' | 'some' | 'none'; readonly turn: () => void }

/** The columns' names; a click sorts. */
export function TableHead<Row>({ columns, list, actions, ticks }: { columns: readonly DataColumn<Row>[]; list: ListState; actions: boolean; ticks: TickAll | null }) {
  const { t } = useTranslation('ui');
  const order = list.sort?.descending ? 'descending' : 'ascending';
  return (
    <thead>
      <tr className="table-head" aria-rowindex={1}>
        {ticks && <th scope="col" className="table-cell table-tick"><Checkbox size="xs" tabIndex={-1} aria-label={t('table.tickAll')} checked={ticks.ticked === 'all'} indeterminate={ticks.ticked === 'some'} onChange={ticks.turn} /></th>}
        {columns.map(column => {
          const by = list.sort?.id === column.id;
          return (
            <th key={column.id} scope="col" aria-sort={by ? order : 'none'} className={`table-cell ${column.right ? 'num' : ''} ${by ? 'by' : ''}`}>
              {column.unsorted ? column.head : (
                <button type="button" onClick={() => list.turnSort(column.id)} title={t('table.sortBy', { name: column.head })}>
                  <span className="cut">{column.head}</span>{by && <Icon name={order === 'descending' ? 'down' : 'up'} size={11} />}
                </button>
              )}
            </th>
          );
        })}
        {actions && <td className="table-cell" />}
      </tr>
    </thead>
  );
}
