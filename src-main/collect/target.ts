import { toLabels } from '../shared/model/labels.ts';
import type { TargetConfig, TargetHealth, TargetId, TargetState } from '../shared/model/target.ts';
import type { Endpoint } from './endpoint.ts';
import { Rhythm, type RhythmParts } from './rhythm.ts';

/** One target: scraped at its own rhythm, with what its last scrape gave. */
export class Target extends Rhythm {
  readonly id: TargetId;
  readonly kind: TargetState['kind'];
  private endpoint: Endpoint;

  constructor(parts: RhythmParts, id: TargetId, kind: TargetState['kind'], endpoint: Endpoint, paused = false) {
    super(parts, id, endpoint.asked.intervalMs, paused);
    this.id = id;
    this.kind = kind;
    this.endpoint = endpoint;
  }

  get config(): TargetConfig { return this.endpoint.config; }

  get leadsTo(): Endpoint { return this.endpoint; }

  /** Nothing happens for one that relabelling drops. */
  override start(firstInMs: number): void {
    if (this.endpoint.droppedBy === null) super.start(firstInMs);
  }

  /** Takes another configuration for the same series. Only while stopped. */
  reconfigure(endpoint: Endpoint): void {
    this.endpoint = endpoint;
    this.restart(endpoint.asked.intervalMs);
  }

  state(): TargetState {
    const { outcome, endpoint } = this;
    const failure = outcome?.failure ?? null;
    return {
      id: this.id, kind: this.kind, config: endpoint.config, health: this.health(),
      labels: toLabels(endpoint.labels), url: endpoint.asked.url, droppedBy: endpoint.droppedBy,
      lastScrape: outcome?.time ?? null,
      lastDurationMs: outcome?.durationMs ?? null,
      lastError: failure === null ? null : { code: failure.code, message: failure.message },
      samples: outcome?.samples ?? 0,
      added: outcome?.added ?? 0,
    };
  }

  private health(): TargetHealth {
    if (this.paused) return 'paused';
    if (this.endpoint.droppedBy !== null) return 'dropped';
    if (this.outcome === null) return 'unknown';
    return this.outcome.failure === null ? 'up' : 'down';
  }
}
