import { z } from 'zod';
import type { AlertRecord } from '../shared/model/alert.ts';
import type { WorkspaceDb } from './workspace.ts';

export type NewAlertRecord = Omit<AlertRecord, 'id'>;

/** Every firing of every alert. Times in unix ms. */
export interface AlertHistoryTable {
  /** returns its id */
  add(record: NewAlertRecord): number;
  resolve(id: number, time: number): void;
  /** It began earlier than was known. */
  extend(id: number, activeAt: number, firedAt: number): void;
  /** Those that have not been resolved. */
  open(): AlertRecord[];
  /** Firings of one alert that overlap from..to. */
  overlapping(fingerprint: string, from: number, to: number): AlertRecord[];
  /** Firings that overlap from..to and `keep` wants, newest first; behind the record `before` when that is given. more: there are others */
  page(window: HistoryWindow, keep: (record: AlertRecord) => boolean): { readonly records: AlertRecord[]; readonly more: boolean };
  /** Several changes in one commit. */
  together(change: () => void): void;
}
export interface HistoryWindow { readonly from: number; readonly to: number; readonly before?: number | undefined; readonly limit: number }

interface Row {
  readonly id: number; readonly fingerprint: string; readonly rule: string; readonly grp: string; readonly file: string; readonly labels: string; readonly annotations: string;
  readonly active_at: number; readonly fired_at: number; readonly resolved_at: number | null; readonly value: number | null; readonly late: number;
}
type Values = [string, string, string, string, string, string, number, number, number | null, number | null, number];

const COLUMNS = 'fingerprint, rule, grp, file, labels, annotations, active_at, fired_at, resolved_at, value, late';
const Names = z.record(z.string(), z.string());
/** Rows that one page looks at, at most: main-thread time is bounded. */
const MOST_LOOKED_AT = 50_000;

export function alertHistoryTable(db: WorkspaceDb): AlertHistoryTable {
  const insert = db.prepare<Values>(`INSERT INTO alert_history (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const setResolved = db.prepare<[number, number]>('UPDATE alert_history SET resolved_at = ? WHERE id = ?');
  const setBegin = db.prepare<[number, number, number]>('UPDATE alert_history SET active_at = ?, fired_at = ?, late = 1 WHERE id = ?');
  const selectOpen = db.prepare<[], Row>(`SELECT id, ${COLUMNS} FROM alert_history WHERE resolved_at IS NULL ORDER BY id`);
  const selectOverlap = db.prepare<[string, number, number], Row>(`SELECT id, ${COLUMNS} FROM alert_history WHERE fingerprint = ? AND fired_at <= ? AND (resolved_at IS NULL OR resolved_at >= ?) ORDER BY fired_at`);
  const selectOne = db.prepare<[number], { readonly fired_at: number }>('SELECT fired_at FROM alert_history WHERE id = ?');
  const selectPage = db.prepare<[number, number, number, number, number], Row>(`SELECT id, ${COLUMNS} FROM alert_history
    WHERE fired_at <= ? AND (resolved_at IS NULL OR resolved_at >= ?) AND (fired_at < ? OR (fired_at = ? AND id < ?)) ORDER BY fired_at DESC, id DESC`);
  const within = db.transaction((change: () => void) => change());
  return {
    add: ({ fingerprint, rule, group, file, labels, annotations, activeAt, firedAt, resolvedAt, value, late }) =>
      Number(insert.run(fingerprint, rule, group, file, JSON.stringify(labels), JSON.stringify(annotations), activeAt, firedAt, resolvedAt, Number.isNaN(value) ? null : value, late ? 1 : 0).lastInsertRowid),
    resolve: (id, time) => { setResolved.run(time, id); },
    extend: (id, activeAt, firedAt) => { setBegin.run(activeAt, firedAt, id); },
    open: () => selectOpen.all().map(recordOf),
    overlapping: (fingerprint, from, to) => selectOverlap.all(fingerprint, to, from).map(recordOf),
    page({ from, to, before, limit }, keep) {
      const last = before === undefined ? undefined : selectOne.get(before);
      const [at, id] = last === undefined || before === undefined ? [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER] : [last.fired_at, before];
      const records: AlertRecord[] = [];
      let looked = 0;
      for (const row of selectPage.iterate(to, from, at, at, id)) {
        if (records.length === limit || looked++ === MOST_LOOKED_AT) return { records, more: true };
        const record = recordOf(row);
        if (keep(record)) records.push(record);
      }
      return { records, more: false };
    },
    together: change => within(change),
  };
}

const recordOf = ({ id, fingerprint, rule, grp, file, labels, annotations, active_at, fired_at, resolved_at, value, late }: Row): AlertRecord => ({
  id, fingerprint, rule, group: grp, file, labels: Names.parse(JSON.parse(labels)), annotations: Names.parse(JSON.parse(annotations)),
  activeAt: active_at, firedAt: fired_at, resolvedAt: resolved_at, value: value ?? Number.NaN, late: late !== 0,
});
