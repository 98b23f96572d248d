import type { MetricAnswer, MetricSource, MetricWindow, Provider } from '../../../src-main/providers/provider.ts';
import { ACCOUNT_KINDS } from '../../../src-main/shared/model/accountkinds.ts';
import type { CloudMachine } from '../../../src-main/shared/model/cloud.ts';
import { CLOUD_METRICS } from '../../../src-main/shared/model/cloudmetrics.ts';
import type { AppError } from '../../../src-main/shared/model/errors.ts';

const DAY_MS = 86_400_000;
const RECEIPT = { requestId: 'r-1', status: 200, request: 'curl', detail: 'done' };

/** A cloud in memory, for what happens over days and months. */
export class MemoryCloud implements Provider {
  readonly kind = 'aws';
  readonly capabilities = ACCOUNT_KINDS.aws.capabilities;
  readonly machinesOf = new Map<string, readonly CloudMachine[]>();
  /** regions that never answer, and what others fail with */
  readonly hanging = new Set<string>();
  readonly failing = new Map<string, AppError>();
  /** every call with its region, in order */
  readonly calls: string[] = [];
  readonly asked: MetricWindow[] = [];
  readonly metrics: MetricSource;
  closed = false;
  onCall: (operation: string) => void = () => undefined;

  /** valueAt: of every series at a unix ms; null: no point there */
  constructor(valueAt: (time: number) => number | null = () => 1) {
    this.metrics = {
      kept: [{ periodMs: 60_000, forMs: 15 * DAY_MS }, { periodMs: 300_000, forMs: 63 * DAY_MS }, { periodMs: 3_600_000, forMs: 455 * DAY_MS }], delayMs: 60_000, rereadPeriods: 3,
      window: (question, signal) => this.answer(`metrics ${question.region}`, question.region, signal, () => { this.asked.push(question); return answerTo(question, valueAt); }),
    };
  }

  credentials(): Promise<string> { return Promise.resolve('access key MEMO…1'); }
  identity(signal: AbortSignal) { return this.answer('identity', '', signal, () => ({ account: '1', user: 'memory' })); }
  regions(signal: AbortSignal) { return this.answer('regions', '', signal, () => [...this.machinesOf.keys()]); }
  list(region: string, signal: AbortSignal) { return this.answer(`list ${region}`, region, signal, () => this.machinesOf.get(region) ?? []); }
  protection(_machine: CloudMachine, signal: AbortSignal) { return this.answer('protection', '', signal, () => ({ terminate: false, stop: false })); }
  act(action: string, { region }: CloudMachine, _options: object, signal: AbortSignal) { return this.answer(`${action} ${region}`, region, signal, () => RECEIPT); }
  setTags({ region }: CloudMachine, _change: object, _options: object, signal: AbortSignal) { return this.answer(`tags ${region}`, region, signal, () => RECEIPT); }
  close(): void { this.closed = true; }

  private answer<T>(call: string, region: string, signal: AbortSignal, give: () => T): Promise<T> {
    this.calls.push(call);
    this.onCall(call.split(' ')[0]!);
    const error = this.failing.get(region);
    if (error !== undefined) return Promise.reject(error);
    if (!this.hanging.has(region)) return Promise.resolve(give());
    return new Promise((_, reject) => { signal.addEventListener('abort', () => reject(signal.reason), { once: true }); });
  }
}

function answerTo({ machines, metrics, from, to, periodMs }: MetricWindow, valueAt: (time: number) => number | null): MetricAnswer {
  const points = Array.from({ length: Math.max(0, Math.ceil((to - from) / periodMs)) }, (_, i) => from + i * periodMs).flatMap(time => { const value = valueAt(time); return value === null ? [] : [{ time, value }]; });
  const wanted = CLOUD_METRICS.aws.filter(({ name }) => metrics.includes(name));
  const series = machines.flatMap(machine => wanted.flatMap(({ name, statistics }) => statistics.map(statistic => ({
    machine, metric: name, statistic, times: Float64Array.from(points, ({ time }) => time), values: Float64Array.from(points, ({ value }) => value),
  }))));
  return { series: series.filter(({ times }) => times.length > 0), billed: machines.length * wanted.length };
}
