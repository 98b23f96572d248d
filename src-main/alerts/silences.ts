import { randomUUID } from 'node:crypto';
import { Changes } from '../base/changes.ts';
import type { Clock } from '../base/clock.ts';
import type { MatchedAlert } from '../shared/contract/silences.ts';
import type { AlertInstance } from '../shared/model/alert.ts';
import { AppError } from '../shared/model/errors.ts';
import type { Labels } from '../shared/model/labels.ts';
import { type LabelMatcher, matchersText } from '../shared/model/matcher.ts';
import { type Silence, SilenceId, type SilenceInput, type SilenceState } from '../shared/model/silence.ts';
import type { SilenceTable } from '../store/silences.ts';
import { type Match, matching } from './matching.ts';

export interface SilencesParts {
  readonly clock: Clock;
  readonly table: SilenceTable;
  /** pending and firing ones of this moment */
  readonly alerts: () => readonly AlertInstance[];
  /** another set of alerts may be muted now */
  readonly onChange: () => void;
}

interface Kept { readonly silence: Silence; readonly match: Match }

/** Those that have expired stay on the list so long, as in Alertmanager. */
const KEEP_EXPIRED_MS = 5 * 86_400_000;
const MAX_SILENCES = 5_000;
const MAX_PREVIEW = 1_000;
const ORDER: readonly SilenceState['state'][] = ['active', 'pending', 'expired'];

/** What is muted, by whom, why and until when. */
export class Silences {
  private readonly parts: SilencesParts;
  private readonly changed: Changes;
  private readonly kept = new Map<SilenceId, Kept>();

  constructor(parts: SilencesParts) {
    this.parts = parts;
    this.changed = new Changes(parts.clock);
    for (const silence of parts.table.load()) this.kept.set(silence.id, { silence, match: matching(silence.matchers) });
    this.tidy();
  }

  list(): readonly SilenceState[] {
    const alerts = this.parts.alerts();
    return Array.from(this.kept.values(), kept => this.stateOf(kept, alerts))
      .sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || (a.state === 'expired' ? b.endsAt - a.endsAt : a.endsAt - b.endsAt));
  }

  changes(signal: AbortSignal): AsyncIterable<readonly SilenceState[]> {
    return this.changed.follow(() => this.list(), signal);
  }

  /** The alerts are others now. */
  alertsChanged(): void {
    if (this.kept.size > 0) this.changed.tell();
  }

  silenced(labels: Labels, now: number): boolean {
    for (const { silence, match } of this.kept.values()) if (silence.startsAt <= now && now < silence.endsAt && match(labels)) return true;
    return false;
  }

  /** Errors: AppError 'bad-data' for a pattern that is none */
  preview(matchers: readonly LabelMatcher[]): { readonly total: number; readonly alerts: readonly MatchedAlert[] } {
    const match = matching(matchers);
    const now = this.parts.clock.now();
    const met = this.parts.alerts().filter(({ labels }) => match(labels));
    return {
      total: met.length,
      alerts: met.slice(0, MAX_PREVIEW).map(({ fingerprint, labels, state, activeAt }) => ({ fingerprint, labels, state: state === 'pending' ? 'pending' : 'firing', activeAt, silenced: this.silenced(labels, now) })),
    };
  }

  /** Errors: AppError 'invalid-input', 'bad-data', 'limit' */
  create(input: SilenceInput, by: string): SilenceState {
    const now = this.checked(input);
    this.tidy();
    if (this.kept.size >= MAX_SILENCES) throw new AppError('limit', `There are ${MAX_SILENCES} silences already.`);
    const startsAt = Math.max(now, input.startsAt ?? now);
    return this.keep({ id: SilenceId.parse(randomUUID()), matchers: input.matchers, comment: input.comment, createdBy: by, startsAt, endsAt: input.endsAt, updatedAt: now });
  }

  /** Errors: AppError 'not-found', and those of `create` */
  edit(id: SilenceId, input: SilenceInput, by: string): SilenceState {
    const { silence } = this.find(id);
    const now = this.checked(input);
    const state = stateAt(silence, now);
    if (state === 'expired') return this.create(input, by);
    if (state === 'active' && matchersText(silence.matchers) !== matchersText(input.matchers)) {
      const made = this.create({ ...input, startsAt: now }, by);
      this.expire(id);
      return made;
    }
    const startsAt = state === 'active' ? silence.startsAt : Math.max(now, input.startsAt ?? now);
    return this.keep({ id, matchers: input.matchers, comment: input.comment, createdBy: by, startsAt, endsAt: input.endsAt, updatedAt: now });
  }

  /** Errors: AppError 'not-found'; 'conflict' when it has expired already */
  expire(id: SilenceId): SilenceState {
    const { silence } = this.find(id);
    const now = this.parts.clock.now();
    if (stateAt(silence, now) === 'expired') throw new AppError('conflict', 'This silence has expired already.');
    return this.keep({ ...silence, startsAt: Math.min(silence.startsAt, now), endsAt: now, updatedAt: now });
  }

  private keep(silence: Silence): SilenceState {
    const kept = { silence, match: matching(silence.matchers) };
    this.parts.table.save(silence);
    this.kept.set(silence.id, kept);
    this.changed.tell();
    this.parts.onChange();
    return this.stateOf(kept, this.parts.alerts());
  }

  private checked({ endsAt, matchers }: SilenceInput): number {
    const now = this.parts.clock.now();
    if (endsAt <= now) throw new AppError('invalid-input', 'A silence has to end in the future.');
    matching(matchers);
    return now;
  }

  private find(id: SilenceId): Kept {
    const kept = this.kept.get(id);
    if (kept === undefined) throw new AppError('not-found', 'There is no such silence.');
    return kept;
  }

  private stateOf({ silence, match }: Kept, alerts: readonly AlertInstance[]): SilenceState {
    const state = stateAt(silence, this.parts.clock.now());
    return { ...silence, state, alerts: state === 'expired' ? 0 : alerts.reduce((sum, { labels }) => sum + Number(match(labels)), 0) };
  }

  private tidy(): void {
    const oldest = this.parts.clock.now() - KEEP_EXPIRED_MS;
    for (const [id, { silence }] of this.kept) {
      if (silence.endsAt >= oldest) continue;
      this.parts.table.delete(id);
      this.kept.delete(id);
    }
  }
}

const stateAt = ({ startsAt, endsAt }: Silence, now: number): SilenceState['state'] => now >= endsAt ? 'expired' : now < startsAt ? 'pending' : 'active';
