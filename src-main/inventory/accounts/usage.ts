import type { AccountId, AccountUsage } from '../../shared/model/cloud.ts';
import { costOf } from '../../shared/model/cloudprice.ts';
import type { AccountTable, StoredUsage } from '../../store/accounts.ts';

/** Operations of the metrics' API that are billed by the call, beyond a million a month that is free. */
const BY_CALL: ReadonlySet<string> = new Set(['GetMetricStatistics', 'ListMetrics']);
/** The operation whose metrics are billed. */
const BY_METRIC = 'GetMetricData';
const FLUSH_AT = 50;

/** Counts the calls of one account by calendar month (UTC), in memory for a moment and then in the table. */
export class UsageMeter {
  private readonly table: AccountTable;
  private readonly id: AccountId;
  private readonly now: () => number;
  private month = '';
  private known = new Map<string, { calls: number; billed: number }>();
  private unsaved = new Map<string, { calls: number; billed: number }>();
  private unsavedCount = 0;

  constructor(table: AccountTable, id: AccountId, now: () => number) {
    this.table = table;
    this.id = id;
    this.now = now;
  }

  call(operation: string): void {
    this.add(operation, 1, 0);
  }

  /** metrics: that a call is billed for */
  bill(metrics: number): void {
    if (metrics > 0) this.add(BY_METRIC, 0, metrics);
  }

  usage(): AccountUsage {
    this.turn();
    const calls = Object.fromEntries([...this.known].map(([operation, counts]) => [operation, counts.calls]));
    const billedMetrics = this.known.get(BY_METRIC)?.billed ?? 0;
    const byCall = Object.entries(calls).reduce((sum, [operation, count]) => sum + (BY_CALL.has(operation) ? count : 0), 0);
    return { month: this.month, calls, billedMetrics, cost: costOf('batch', billedMetrics) + costOf('single', byCall) };
  }

  flush(): void {
    if (this.unsavedCount === 0) return;
    this.table.addUsage(this.id, this.month, [...this.unsaved].map(([operation, counts]): StoredUsage => ({ operation, ...counts })));
    this.unsaved = new Map();
    this.unsavedCount = 0;
  }

  private add(operation: string, calls: number, billed: number): void {
    this.turn();
    for (const counts of [this.known, this.unsaved]) {
      const before = counts.get(operation) ?? { calls: 0, billed: 0 };
      counts.set(operation, { calls: before.calls + calls, billed: before.billed + billed });
    }
    this.unsavedCount++;
    if (this.unsavedCount >= FLUSH_AT) this.flush();
  }

  /** Another month begins. */
  private turn(): void {
    const month = new Date(this.now()).toISOString().slice(0, 7);
    if (month === this.month) return;
    this.flush();
    this.month = month;
    this.known = new Map(this.table.usage(this.id, month).map(({ operation, calls, billed }) => [operation, { calls, billed }]));
  }
}
