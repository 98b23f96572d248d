import { randomBytes } from 'node:crypto';
import { Changes } from '../../base/changes.ts';
import type { Clock } from '../../base/clock.ts';
import type { ImportSecrets } from '../../shared/contract/imports.ts';
import { AppError, toWire } from '../../shared/model/errors.ts';
import { BEGINNING, ImportId, type ImportSource, type ImportState } from '../../shared/model/importsource.ts';
import type { ImportTable } from '../../store/imports.ts';
import { runImport, type RunParts } from './run.ts';

export interface BookParts extends RunParts {
  readonly table: ImportTable;
  readonly clock: Clock;
  readonly onError: (error: unknown, what: string) => void;
}

/** Ended ones that are remembered. */
const MAX_KEPT = 100;
/** At a time: they share one writer. */
const MAX_RUNNING = 4;
/** How often the place of a running one is written down; what came in since is brought in again after a crash, which changes nothing. */
const SAVE_MS = 1000;

interface Run { readonly stop: AbortController; readonly ended: Promise<void> }

/** All imports, kept in the workspace: those that run, and those that have ended. */
export class ImportBook {
  private readonly parts: BookParts;
  private readonly changed: Changes;
  private readonly states = new Map<ImportId, ImportState>();
  private readonly runs = new Map<ImportId, Run>();
  private closing = false;

  constructor(parts: BookParts) {
    this.parts = parts;
    this.changed = new Changes(parts.clock);
    for (const state of parts.table.load()) this.states.set(state.id, state.status === 'running' ? { ...state, status: 'interrupted' } : state);
  }

  /** newest first */
  list(): readonly ImportState[] { return [...this.states.values()].reverse(); }
  changes(signal: AbortSignal): AsyncIterable<readonly ImportState[]> { return this.changed.follow(() => this.list(), signal); }

  /** Errors: AppError 'invalid-input', 'conflict' when the same source is being brought in, or too many are */
  start(source: ImportSource, secrets: ImportSecrets): ImportState {
    if (source.kind === 'prometheus' && source.to <= source.from) throw new AppError('invalid-input', 'The end has to be later than the beginning.');
    const same = JSON.stringify(source);
    if (this.list().some(one => one.status === 'running' && JSON.stringify(one.source) === same)) throw new AppError('conflict', 'This is being brought in already.');
    const id = ImportId.parse(randomBytes(6).toString('hex'));
    const state: ImportState = { id, source, status: 'running', position: BEGINNING, done: 0, total: 0, samples: 0, refused: 0, problem: '', startedAt: this.parts.clock.now(), endedAt: null };
    return this.run(state, secrets);
  }

  /** Errors: AppError 'not-found', 'conflict' */
  resume(id: ImportId, secrets: ImportSecrets): ImportState {
    const state = this.needed(id);
    if (state.status === 'running' || state.status === 'done') throw new AppError('conflict', state.status === 'done' ? 'Everything has been brought in.' : 'It is running.');
    return this.run({ ...state, status: 'running', problem: '', endedAt: null }, secrets);
  }

  async cancel(id: ImportId): Promise<ImportState> {
    this.needed(id);
    const run = this.runs.get(id);
    run?.stop.abort();
    await run?.ended;
    return this.needed(id);
  }

  remove(id: ImportId): void {
    if (this.needed(id).status === 'running') throw new AppError('conflict', 'It is running: cancel it first.');
    this.states.delete(id);
    this.parts.table.delete(id);
    this.changed.tell();
  }

  /** Those that run stop, to go on when somebody says so. */
  async close(): Promise<void> {
    this.closing = true;
    for (const { stop } of this.runs.values()) stop.abort();
    await Promise.all(Array.from(this.runs.values(), ({ ended }) => ended));
  }

  private run(state: ImportState, secrets: ImportSecrets): ImportState {
    if (this.runs.size >= MAX_RUNNING) throw new AppError('conflict', `${MAX_RUNNING} imports are running; wait for one to end.`);
    this.keep(state, true);
    this.forgetOldest();
    const stop = new AbortController();
    const ended = this.follow(state, secrets, stop.signal).catch((error: unknown) => this.parts.onError(error, 'an import')).finally(() => { this.runs.delete(state.id); });
    this.runs.set(state.id, { stop, ended });
    return state;
  }

  private async follow(begun: ImportState, secrets: ImportSecrets, signal: AbortSignal): Promise<void> {
    const { clock } = this.parts;
    let state = begun;
    let saved = clock.monotonic();
    const end = (status: ImportState['status'], problem = state.problem) => { this.keep({ ...state, status, problem, endedAt: clock.now() }, true); };
    try {
      await runImport(this.parts, begun, secrets, moved => {
        state = { ...state, ...moved };
        const due = clock.monotonic() - saved >= SAVE_MS;
        if (due) saved = clock.monotonic();
        this.keep(state, due);
      }, signal);
      end('done');
    } catch (error) {
      if (signal.aborted) end(this.closing ? 'interrupted' : 'canceled');
      else end('failed', toWire(error).message);
      if (!(error instanceof AppError)) throw error;
    }
  }

  private keep(state: ImportState, durable: boolean): void {
    this.states.set(state.id, state);
    if (durable) this.parts.table.save(state);
    this.changed.tell();
  }

  private forgetOldest(): void {
    for (const [id, { status }] of this.states) {
      if (this.states.size <= MAX_KEPT) return;
      if (status === 'running') continue;
      this.states.delete(id);
      this.parts.table.delete(id);
    }
  }

  private needed(id: ImportId): ImportState {
    const state = this.states.get(id);
    if (!state) throw new AppError('not-found', `There is no import ${id}.`);
    return state;
  }
}
