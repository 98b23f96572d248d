import type { ReceiverId } from '../shared/model/receiver.ts';
import type { NotifiedTable } from '../store/notified.ts';
import type { Told } from './dedup.ts';
import { toldKey } from './groups.ts';

interface Entry { readonly receiver: string; readonly groupKey: string; readonly told: Told }

/** What every receiver was last told of every group: Alertmanager's notification log, the same in memory and in the store. */
export class ToldLog {
  private readonly store: NotifiedTable;
  private readonly entries = new Map<string, Entry>();

  constructor(store: NotifiedTable) {
    this.store = store;
    for (const { receiver, groupKey, at, firing, resolved } of store.log()) this.entries.set(toldKey(receiver, groupKey), { receiver, groupKey, told: { at, firing: new Set(firing), resolved: new Set(resolved) } });
  }

  get(receiver: ReceiverId, groupKey: string): Told | undefined {
    return this.entries.get(toldKey(receiver, groupKey))?.told;
  }

  /** Into the store only; `remember` follows when the store has it for good. */
  write(receiver: ReceiverId, groupKey: string, told: Told): void {
    this.store.saveLog({ receiver, groupKey, at: told.at, firing: [...told.firing], resolved: [...told.resolved] });
  }

  remember(receiver: ReceiverId, groupKey: string, told: Told): void {
    this.entries.set(toldKey(receiver, groupKey), { receiver, groupKey, told });
  }

  /** Lets go of what is older than `before` and belongs to no group that there is. */
  forget(before: number, live: (receiver: string, groupKey: string) => boolean): void {
    for (const [id, { receiver, groupKey, told }] of this.entries) {
      if (told.at >= before || live(receiver, groupKey)) continue;
      this.store.deleteLog(receiver, groupKey);
      this.entries.delete(id);
    }
  }

  /** Nothing was told in the future: after the clock was set back, repeats would wait for it. */
  notAfter(now: number): void {
    for (const [id, entry] of this.entries) if (entry.told.at > now) this.entries.set(id, { ...entry, told: { ...entry.told, at: now } });
  }
}
