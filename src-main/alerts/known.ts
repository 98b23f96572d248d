import { z } from 'zod';
import type { AlertInstance } from '../shared/model/alert.ts';
import { AlertState } from '../shared/model/alert.ts';
import type { NotifiedAlertRow, NotifiedTable } from '../store/notified.ts';

/** An alert that is, was or will be told. `away`: found after a gap in which nothing was looked at; those are told all together. `seenAt`: when rules last handed it over, unix ms. */
export interface Known { readonly alert: AlertInstance; readonly away: NotifiedAlertRow['away']; readonly seenAt: number }

const Time = z.number().nullable();
const Words = z.record(z.string(), z.string());
const Stored = z.object({
  fingerprint: z.string(), labels: Words, annotations: Words, state: AlertState, rule: z.string(), group: z.string(), file: z.string(), value: z.number(),
  activeAt: z.number(), firedAt: Time, resolvedAt: Time, keepFiringSince: Time, late: z.boolean().default(false),
});

/** The alerts that the notifier knows, the same in memory and in the store. */
export class KnownAlerts {
  private readonly store: NotifiedTable;
  private readonly alerts = new Map<string, Known>();

  /** `onUnreadable` hears of stored ones that can't be read; they are left out. */
  constructor(store: NotifiedTable, now: number, onUnreadable: (fingerprint: string, error: unknown) => void) {
    this.store = store;
    for (const { fingerprint, alert, away } of store.alerts()) {
      try {
        this.alerts.set(fingerprint, { alert: Stored.parse(JSON.parse(alert)), away, seenAt: now });
      } catch (error) {
        onUnreadable(fingerprint, error);
      }
    }
  }

  get size(): number {
    return this.alerts.size;
  }

  get(fingerprint: string): Known | undefined {
    return this.alerts.get(fingerprint);
  }

  all(): IterableIterator<Known> {
    return this.alerts.values();
  }

  *instances(): Generator<AlertInstance, void> {
    for (const { alert } of this.alerts.values()) yield alert;
  }

  /** Written down only where it has changed in more than its value and words. */
  set(known: Known): void {
    const { alert, away } = known;
    const before = this.alerts.get(alert.fingerprint);
    if (before === undefined || before.away !== away || !sameCourse(before.alert, alert)) this.store.saveAlert({ fingerprint: alert.fingerprint, alert: JSON.stringify({ ...alert, value: Number.isFinite(alert.value) ? alert.value : 0 }), away });
    this.alerts.set(alert.fingerprint, known);
  }

  delete(fingerprint: string): void {
    this.store.deleteAlert(fingerprint);
    this.alerts.delete(fingerprint);
  }
}

/** Whether it is the same firing in the same state. */
export const sameCourse = (a: AlertInstance, b: AlertInstance): boolean => a.state === b.state && a.firedAt === b.firedAt && a.resolvedAt === b.resolvedAt;
