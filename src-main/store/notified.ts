import { z } from 'zod';
import type { WorkspaceDb } from './workspace.ts';

/** An alert that somebody is, was or will be told of. `alert` is JSON; `away` says that it was found afterwards and whether that was told. */
export interface NotifiedAlertRow { readonly fingerprint: string; readonly alert: string; readonly away: 'no' | 'waiting' | 'told' }
/** What a receiver was last told of a group. Times in unix ms; fingerprints of alerts. */
export interface NotificationLogRow { readonly receiver: string; readonly groupKey: string; readonly at: number; readonly firing: readonly string[]; readonly resolved: readonly string[] }

/** What has to outlive a restart so that nobody is told twice and nothing is forgotten. */
export interface NotifiedTable {
  alerts(): NotifiedAlertRow[];
  saveAlert(row: NotifiedAlertRow): void;
  deleteAlert(fingerprint: string): void;
  log(): NotificationLogRow[];
  saveLog(row: NotificationLogRow): void;
  deleteLog(receiver: string, groupKey: string): void;
  /** All of what `run` writes, or nothing. */
  atOnce(run: () => void): void;
}

const Away = z.enum(['no', 'waiting', 'told']);
const Fingerprints = z.array(z.string());
interface AlertRow { readonly fingerprint: string; readonly alert: string; readonly away: string }
interface LogRow { readonly receiver: string; readonly groupKey: string; readonly at: number; readonly firing: string; readonly resolved: string }

export function notifiedTable(db: WorkspaceDb): NotifiedTable {
  const alerts = db.prepare<[], AlertRow>('SELECT fingerprint, alert, away FROM notified_alerts');
  const saveAlert = db.prepare<[NotifiedAlertRow]>('INSERT OR REPLACE INTO notified_alerts (fingerprint, alert, away) VALUES (@fingerprint, @alert, @away)');
  const deleteAlert = db.prepare<[string]>('DELETE FROM notified_alerts WHERE fingerprint = ?');
  const log = db.prepare<[], LogRow>('SELECT receiver, group_key AS groupKey, at, firing, resolved FROM notification_log');
  const saveLog = db.prepare<[LogRow]>('INSERT OR REPLACE INTO notification_log (receiver, group_key, at, firing, resolved) VALUES (@receiver, @groupKey, @at, @firing, @resolved)');
  const deleteLog = db.prepare<[string, string]>('DELETE FROM notification_log WHERE receiver = ? AND group_key = ?');
  return {
    alerts: () => alerts.all().map(row => ({ ...row, away: Away.parse(row.away) })),
    saveAlert: row => { saveAlert.run(row); },
    deleteAlert: fingerprint => { deleteAlert.run(fingerprint); },
    log: () => log.all().map(row => ({ ...row, firing: Fingerprints.parse(JSON.parse(row.firing)), resolved: Fingerprints.parse(JSON.parse(row.resolved)) })),
    saveLog: row => { saveLog.run({ ...row, at: Math.round(row.at), firing: JSON.stringify(row.firing), resolved: JSON.stringify(row.resolved) }); },
    deleteLog: (receiver, groupKey) => { deleteLog.run(receiver, groupKey); },
    atOnce: run => { db.transaction(run)(); },
  };
}
