import { z } from 'zod';
import { DestinationConfig, DestinationId } from '../shared/model/destination.ts';
import type { WorkspaceDb } from './workspace.ts';

/** History that is being sent: the window's slices one after the other, in each the series by ref. */
export const BackfillPlace = z.object({
  from: z.number(), to: z.number(),
  /** begin of the slice that is being read, and the last series of it that was acknowledged; -1: none */
  at: z.number(), afterRef: z.number(),
  /** the wave that is on its way ends with this series of that slice; null: none is */
  untilRef: z.number().nullable(),
});
export type BackfillPlace = z.infer<typeof BackfillPlace>;

/** How far a destination has come. Written before a wave leaves and after it was acknowledged, so that after a crash the very same wave is sent again. */
export const DestinationPlace = z.object({
  /** the write-ahead row up to which all is acknowledged; null before the first look */
  row: z.number().nullable(),
  /** the wave that is on its way ends with this row; null: none is */
  untilRow: z.number().nullable(),
  backfill: BackfillPlace.nullable(),
  /** newest time that was acknowledged, unix ms */
  newest: z.number().nullable(),
  /** the version that the other side understands; null: not known */
  version: z.union([z.literal(1), z.literal(2)]).nullable(),
});
export type DestinationPlace = z.infer<typeof DestinationPlace>;

export interface DestinationRow { readonly id: DestinationId; readonly config: DestinationConfig; readonly paused: boolean; readonly place: DestinationPlace }

export const NOWHERE: DestinationPlace = { row: null, untilRow: null, backfill: null, newest: null, version: null };

export interface DestinationTable {
  load(): DestinationRow[];
  /** Adds it with its place, or gives the one of the same id another configuration. */
  save(destination: DestinationRow): void;
  delete(id: DestinationId): void;
  savePlace(id: DestinationId, place: DestinationPlace): void;
}

interface Row { readonly id: string; readonly config: string; readonly paused: number; readonly place: string }

/** A row that no longer fits its schema is left out and given to `onUnreadable`. */
export function destinationTable(db: WorkspaceDb, onUnreadable: (id: string, error: unknown) => void): DestinationTable {
  const select = db.prepare<[], Row>('SELECT id, config, paused, place FROM destinations ORDER BY rowid');
  const upsert = db.prepare<[string, string, number, string]>('INSERT INTO destinations (id, config, paused, place) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET config = excluded.config, paused = excluded.paused');
  const remove = db.prepare<[string]>('DELETE FROM destinations WHERE id = ?');
  const move = db.prepare<[string, string]>('UPDATE destinations SET place = ? WHERE id = ?');
  return {
    load: () => select.all().flatMap(row => {
      try {
        return [{ id: DestinationId.parse(row.id), config: DestinationConfig.parse(JSON.parse(row.config)), paused: row.paused !== 0, place: DestinationPlace.parse(JSON.parse(row.place)) }];
      } catch (error) {
        onUnreadable(row.id, error);
        return [];
      }
    }),
    save: ({ id, config, paused, place }) => { upsert.run(id, JSON.stringify(config), paused ? 1 : 0, JSON.stringify(place)); },
    delete: id => { remove.run(id); },
    savePlace: (id, place) => { move.run(JSON.stringify(place), id); },
  };
}

/** The write-ahead row after which something is still needed by a destination: all of them by one that has not looked yet, Infinity when there is none. */
export const neededRow = (places: readonly DestinationPlace[]): number => places.reduce((least, { row }) => Math.min(least, row ?? 0), Infinity);
