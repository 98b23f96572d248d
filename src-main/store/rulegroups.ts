import { z } from 'zod';
import { GroupId, RuleGroup } from '../shared/model/rule.ts';
import type { WorkspaceDb } from './workspace.ts';

export interface RuleGroupRow { readonly id: GroupId; readonly file: string; readonly origin: 'form' | 'file'; readonly group: RuleGroup }

/** The user's groups of rules in the order they were added, and which of all groups are switched off. */
export interface RuleGroupTable {
  load(): RuleGroupRow[];
  /** Adds it, or replaces the one of the same id in its place. */
  save(row: RuleGroupRow): void;
  delete(id: GroupId): void;
  off(): ReadonlySet<GroupId>;
  setOff(id: GroupId, off: boolean): void;
  /** Several changes that are done wholly or not at all. */
  together(change: () => void): void;
  /** Up to when groups have been evaluated, unix ms; null when never. */
  evaluatedTo(): number | null;
  setEvaluatedTo(time: number): void;
}

interface Row { readonly id: string; readonly file: string; readonly origin: string; readonly config: string }
const Origin = z.enum(['form', 'file']);

/** A row that no longer fits its schema is left out and given to `onUnreadable`. */
export function ruleGroupTable(db: WorkspaceDb, onUnreadable: (id: string, error: unknown) => void): RuleGroupTable {
  const select = db.prepare<[], Row>('SELECT id, file, origin, config FROM rule_groups ORDER BY rowid');
  const upsert = db.prepare<[string, string, string, string]>('INSERT INTO rule_groups (id, file, origin, config) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET file = excluded.file, origin = excluded.origin, config = excluded.config');
  const remove = db.prepare<[string]>('DELETE FROM rule_groups WHERE id = ?');
  const selectOff = db.prepare<[], { readonly id: string }>('SELECT id FROM rule_groups_off');
  const insertOff = db.prepare<[string]>('INSERT INTO rule_groups_off (id) VALUES (?) ON CONFLICT DO NOTHING');
  const deleteOff = db.prepare<[string]>('DELETE FROM rule_groups_off WHERE id = ?');
  const selectTo = db.prepare<[], { readonly evaluated_to: number }>('SELECT evaluated_to FROM rule_clock');
  const upsertTo = db.prepare<[number]>('INSERT INTO rule_clock (only, evaluated_to) VALUES (1, ?) ON CONFLICT (only) DO UPDATE SET evaluated_to = excluded.evaluated_to');
  const within = db.transaction((change: () => void) => change());
  return {
    load: () => select.all().flatMap(({ id, file, origin, config }) => {
      try {
        return [{ id: GroupId.parse(id), file, origin: Origin.parse(origin), group: RuleGroup.parse(JSON.parse(config)) }];
      } catch (error) {
        onUnreadable(id, error);
        return [];
      }
    }),
    save: ({ id, file, origin, group }) => { upsert.run(id, file, origin, JSON.stringify(group)); },
    delete: id => { remove.run(id); },
    off: () => new Set(selectOff.all().map(({ id }) => id)),
    setOff: (id, off) => { (off ? insertOff : deleteOff).run(id); },
    together: change => within(change),
    evaluatedTo: () => selectTo.get()?.evaluated_to ?? null,
    setEvaluatedTo: time => { upsertTo.run(Math.round(time)); },
  };
}
