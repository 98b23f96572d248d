import type { z } from 'zod';
import type { WorkspaceDb } from './workspace.ts';

/** Values by name, each read through its schema. */
export interface SettingsTable {
  /** The stored value; `fallback` when there is none or it no longer fits. */
  read<T>(name: string, schema: z.ZodType<T>, fallback: T): T;
  write(name: string, value: unknown): void;
}

export function settingsTable(db: WorkspaceDb): SettingsTable {
  const select = db.prepare<[string], { value: string }>('SELECT value FROM settings WHERE name = ?');
  const upsert = db.prepare<[string, string]>('INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value');
  return {
    read: (name, schema, fallback) => {
      const row = select.get(name);
      const parsed = row && schema.safeParse(JSON.parse(row.value));
      return parsed?.success ? parsed.data : fallback;
    },
    write: (name, value) => { upsert.run(name, JSON.stringify(value)); },
  };
}
