import { randomUUID } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import { AppError } from '../../shared/model/errors.ts';
import { type LabelPairs, pairsKey, pairValue, toPairs } from '../../shared/model/labels.ts';
import { type ProbeConfig, ProbeId, type ProbeState } from '../../shared/model/probe.ts';
import type { Appender } from '../../workers/appender.ts';
import { Changes } from '../../base/changes.ts';
import { ScrapeFailure } from '../failure.ts';
import { spread } from '../schedule.ts';
import { checkProbe } from './check.ts';
import { desk } from './desk.ts';
import { Names } from './names.ts';
import { type Outposts, outpost } from './outpost.ts';
import { Probe } from './probe.ts';
import { runProbe } from './run.ts';
import type { Vantage } from './vantage.ts';

export interface StoredProbe { readonly id: ProbeId; readonly config: ProbeConfig; readonly paused: boolean }

/** Where probes are kept. */
export interface ProbeStore {
  load(): readonly StoredProbe[];
  /** adds it, or replaces the one of the same id */
  save(probe: StoredProbe): void;
  delete(id: ProbeId): void;
}

export interface ProbeRegistryParts {
  readonly clock: Clock;
  readonly appender: Appender;
  readonly store: ProbeStore;
  readonly outposts: Outposts;
  /** an error that nobody foresaw, and one that could only be noted: for the log */
  readonly onError: (error: unknown, what: string) => void;
}

/** What one run outside the rhythm gave. */
export interface ProbeTrial { readonly ok: boolean; readonly detail: string; readonly ms: number; readonly series: readonly { readonly name: string; readonly value: number }[] }

/** After a start the first runs come within this time, not all at once. */
const START_MS = 2000;
/** Removed probes that can be brought back. */
const MAX_REMOVED = 100;

/** All probes, kept in the store. Changes of the list follow one another, never overlap. */
export class ProbeRegistry {
  private readonly parts: ProbeRegistryParts;
  private readonly changed: Changes;
  private readonly here: Vantage;
  private readonly probes = new Map<ProbeId, Probe>();
  private readonly removed = new Map<ProbeId, StoredProbe>();
  private started = false;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(parts: ProbeRegistryParts) {
    this.parts = parts;
    this.changed = new Changes(parts.clock);
    this.here = desk(new Names());
    for (const stored of parts.store.load()) this.insert(stored);
  }

  start(): void {
    this.started = true;
    for (const probe of this.probes.values()) probe.start(spread(probe.id, START_MS));
  }

  /** Ends all probing; series are left as they are, since the next start goes on with them. */
  stop(): Promise<void> {
    return this.inTurn(async () => {
      await Promise.all([...this.probes.values()].map(async probe => {
        await probe.stop();
        await probe.close();
      }));
    });
  }

  list(): readonly ProbeState[] {
    return Array.from(this.probes.values(), probe => probe.state());
  }

  changes(signal: AbortSignal): AsyncIterable<readonly ProbeState[]> {
    return this.changed.follow(() => this.list(), signal);
  }

  /** Due times that were left out because the run before was still going on, over all probes. */
  skipped(): number {
    let sum = 0;
    for (const probe of this.probes.values()) sum += probe.skipped;
    return sum;
  }

  add(config: ProbeConfig): Promise<ProbeState> {
    return this.inTurn(async () => this.begin({ id: ProbeId.parse(randomUUID()), config, paused: false }));
  }

  edit(id: ProbeId, config: ProbeConfig): Promise<ProbeState> {
    return this.inTurn(async () => {
      const probe = this.known(id);
      const labels = this.checkedLabels(config, id);
      this.parts.store.save({ id, config, paused: probe.paused });
      await this.replace(probe, config, labels);
      return this.stateOf(id);
    });
  }

  pause(id: ProbeId, paused: boolean): Promise<ProbeState> {
    return this.inTurn(async () => {
      const probe = this.known(id);
      if (probe.paused === paused) return probe.state();
      this.parts.store.save({ id, config: probe.config, paused });
      if (paused) {
        await probe.pause();
        await this.markStale(probe);
      } else probe.resume();
      return probe.state();
    });
  }

  remove(id: ProbeId): Promise<void> {
    return this.inTurn(async () => {
      const probe = this.known(id);
      this.parts.store.delete(id);
      this.probes.delete(id);
      this.removed.set(id, { id, config: probe.config, paused: probe.paused });
      for (const oldest of this.removed.keys()) if (this.removed.size > MAX_REMOVED) this.removed.delete(oldest);
      this.changed.tell();
      await probe.stop();
      await this.end(probe);
    });
  }

  restore(id: ProbeId): Promise<ProbeState> {
    return this.inTurn(async () => {
      const stored = this.removed.get(id);
      if (stored === undefined) throw new AppError('not-found', 'This probe can no longer be brought back.');
      const state = this.begin(stored);
      this.removed.delete(id);
      return state;
    });
  }

  /** One run, nothing stored. Errors: AppError 'invalid-input'; the signal's reason */
  async test(config: ProbeConfig, signal: AbortSignal): Promise<ProbeTrial> {
    checkProbe(config);
    const { clock } = this.parts;
    const start = clock.monotonic();
    try {
      const { ok, detail, ms, series } = await runProbe(config, this.vantageOf(config), clock, signal);
      return { ok, detail, ms, series: Array.from(series, ([name, { value }]) => ({ name, value })) };
    } catch (error) {
      if (error instanceof ScrapeFailure) return { ok: false, detail: error.message, ms: clock.monotonic() - start, series: [] };
      throw error;
    }
  }

  /** The SSH hosts may have other names now: what carries an old one goes on under the new. */
  hostsChanged(): Promise<void> {
    return this.inTurn(async () => {
      for (const probe of [...this.probes.values()]) {
        const { from } = probe.config;
        if (from === '' || this.parts.outposts.nameOf(from) === null) continue; // the series of one that is gone end under the name it had
        const labels = this.labelsOf(probe.config);
        if (pairsKey(labels) !== pairsKey(probe.labels)) await this.replace(probe, probe.config, labels);
      }
    });
  }

  private begin(stored: StoredProbe): ProbeState {
    this.checkedLabels(stored.config, stored.id);
    this.parts.store.save(stored);
    this.insert(stored);
    this.run(stored.id);
    return this.stateOf(stored.id);
  }

  private async replace(probe: Probe, config: ProbeConfig, labels: LabelPairs): Promise<void> {
    await probe.stop();
    if (pairsKey(labels) === pairsKey(probe.labels)) await probe.reconfigure(config);
    else {
      await this.end(probe);
      this.insert({ id: probe.id, config, paused: probe.paused });
    }
    this.run(probe.id);
  }

  /** Nothing is probed before `start`. */
  private run(id: ProbeId): void {
    if (this.started) this.probes.get(id)!.start(0);
    this.changed.tell();
  }

  private insert({ id, config, paused }: StoredProbe): void {
    const { clock, appender, onError } = this.parts;
    const parts = {
      clock, appender, onChange: () => this.changed.tell(), onBug: (error: unknown) => onError(error, `probing ${config.kind} ${config.job}`),
      vantageOf: (one: ProbeConfig) => this.vantageOf(one),
    };
    this.probes.set(id, new Probe(parts, id, config, this.labelsOf(config), paused));
  }

  private vantageOf({ from }: ProbeConfig): Vantage {
    return from === '' ? this.here : outpost(this.parts.outposts, from);
  }

  private async end(probe: Probe): Promise<void> {
    await this.markStale(probe);
    await probe.close();
  }

  /** A store that refuses now must not keep a probe from being taken out. */
  private async markStale(probe: Probe): Promise<void> {
    await probe.end().catch(error => this.parts.onError(error, `marking the series of ${probe.config.job} stale`));
  }

  private known(id: ProbeId): Probe {
    const probe = this.probes.get(id);
    if (probe === undefined) throw new AppError('not-found', 'There is no such probe.');
    return probe;
  }

  /** job, instance, from where when not from here, and the labels of its configuration, which win. */
  private labelsOf({ job, target, from, labels }: ProbeConfig): LabelPairs {
    const place = from === '' ? '' : this.parts.outposts.nameOf(from) ?? from;
    return toPairs({ job, instance: target, from: place, ...labels });
  }

  /** Two probes with the same labels would write the same series. */
  private checkedLabels(config: ProbeConfig, id: ProbeId): LabelPairs {
    checkProbe(config);
    if (config.from !== '' && this.parts.outposts.nameOf(config.from) === null) throw new AppError('invalid-input', 'There is no such SSH host to probe from.');
    const labels = this.labelsOf(config);
    for (const probe of this.probes.values()) {
      if (probe.id === id || pairsKey(probe.labels) !== pairsKey(labels)) continue;
      throw new AppError('conflict', `There is a probe with job ${pairValue(labels, 'job')} and instance ${pairValue(labels, 'instance')} already: give one of them another job, or a label of its own.`);
    }
    return labels;
  }

  private stateOf(id: ProbeId): ProbeState {
    return this.probes.get(id)!.state();
  }

  private inTurn<T>(run: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(run);
    this.turn = mine.catch(() => undefined); // whoever asked gets the error
    return mine;
  }
}
