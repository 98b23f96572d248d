import type { MachineRow } from '../../src-main/shared/model/machine.ts';

/** How the list of machines is grouped; `tag:env` is by the value of tag env. */
export type MachineGrouping = 'none' | 'source' | 'account' | 'region' | 'state' | 'group' | `tag:${string}`;
export const GROUPINGS = ['none', 'source', 'account', 'region', 'state', 'group'] as const satisfies readonly MachineGrouping[];

export const readGrouping = (text: string | null): MachineGrouping => GROUPINGS.find(known => known === text) ?? (text?.startsWith('tag:') ? `tag:${text.slice(4)}` : 'none');

/** The name of a machine's group; '' for none of its own. `state` is the power where a cloud says it, else how it is. */
export function groupNameOf(row: MachineRow, by: MachineGrouping): string {
  switch (by) {
    case 'none': return '';
    case 'source': return row.cloud === null ? row.source : row.id.split('/')[0] ?? '';
    case 'account': return row.cloud?.account ?? '';
    case 'region': return row.cloud?.region ?? '';
    case 'state': return row.cloud === null ? '' : row.cloud.missingSince === null ? row.cloud.power : 'missing';
    case 'group': return row.group;
    default: return row.tags[by.slice(4)] ?? '';
  }
}

/** Names of tags that machines have, those of most machines first, at most `most`. */
export function tagNames(rows: readonly MachineRow[], most: number): string[] {
  const counts = new Map<string, number>();
  for (const { tags } of rows) for (const name of Object.keys(tags)) if (name !== 'Name') counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1)).slice(0, most).map(([name]) => name);
}

/** Tags as they are read and searched: `env=prod team=a`. */
export const tagText = (tags: MachineRow['tags']): string => Object.entries(tags).filter(([name]) => name !== 'Name').map(([name, value]) => value === '' ? name : `${name}=${value}`).join(' ');
