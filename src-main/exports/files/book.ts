import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { Changes } from '../../base/changes.ts';
import type { Clock } from '../../base/clock.ts';
import { ENDINGS, ExportId, type ExportSpec, type ExportState } from '../../shared/model/exportfile.ts';
import { AppError } from '../../shared/model/errors.ts';
import { type FileCalls, fileChunks } from './chunks.ts';
import { writePieces } from './writing.ts';

export interface ExportBookParts {
  readonly clock: Clock;
  readonly calls: FileCalls;
  /** where files lie that are given no path of their own; made when it is needed */
  readonly folder: string;
  readonly onError: (error: unknown, what: string) => void;
}

/** Written at a time: the thread that reads does one thing after the other. */
const MOST_RUNNING = 2;
/** Ended ones that are still listed. */
const MOST_ENDED = 50;

interface Job { state: ExportState; readonly leaving: AbortController; readonly own: boolean; ended: Promise<void> }

/** Files of samples that are being written, and those that were since the host started. */
export class ExportBook {
  private readonly parts: ExportBookParts;
  private readonly changed: Changes;
  private readonly jobs = new Map<ExportId, Job>();

  constructor(parts: ExportBookParts) {
    this.parts = parts;
    this.changed = new Changes(parts.clock);
  }

  /** newest first */
  list(): readonly ExportState[] { return Array.from(this.jobs.values(), ({ state }) => state).reverse(); }
  changes(signal: AbortSignal): AsyncIterable<readonly ExportState[]> { return this.changed.follow(() => this.list(), signal); }

  /** path: absolute, not there yet; left out, a name is given in a folder of ours. Errors: AppError 'conflict' when too many run or the file is there; 'invalid-input' */
  async start(spec: ExportSpec, path?: string): Promise<ExportState> {
    if (path !== undefined && !isAbsolute(path)) throw new AppError('invalid-input', `${path} is no absolute path.`);
    if ([...this.jobs.values()].filter(({ state }) => state.status === 'running').length >= MOST_RUNNING) throw new AppError('conflict', `${MOST_RUNNING} exports are being written; wait for one, or cancel it.`);
    const { clock, folder } = this.parts;
    const startedAt = clock.now();
    const id = ExportId.parse(randomBytes(6).toString('hex'));
    const target = path ?? join(folder, `export-${new Date(startedAt).toISOString().replace(/[:.]/g, '-')}-${id}.${ENDINGS[spec.format]}${spec.gzip ? '.gz' : ''}`);
    if (path === undefined) await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    const job: Job = { state: { id, spec, status: 'running', path: target, samples: 0, bytes: 0, done: 0, problem: '', startedAt, endedAt: null }, leaving: new AbortController(), own: path === undefined, ended: Promise.resolve() };
    this.jobs.set(id, job);
    job.ended = this.write(job);
    this.forgetOld();
    this.changed.tell();
    return job.state;
  }

  /** What is written of it goes. */
  async cancel(id: ExportId): Promise<ExportState> {
    const job = this.known(id);
    job.leaving.abort();
    await job.ended;
    return job.state;
  }

  /** Out of the list; a file in our folder goes with it, one that was given a path stays. */
  async remove(id: ExportId): Promise<void> {
    const job = this.known(id);
    await this.cancel(id);
    this.jobs.delete(id);
    if (job.own) await rm(job.state.path, { force: true });
    this.changed.tell();
  }

  /** The file of one that is done. */
  file(id: ExportId): ExportState {
    const { state } = this.known(id);
    if (state.status !== 'done') throw new AppError('conflict', 'This export is not done.');
    return state;
  }

  async stop(): Promise<void> {
    for (const { leaving } of this.jobs.values()) leaving.abort();
    await Promise.all(Array.from(this.jobs.values(), ({ ended }) => ended));
  }

  private async write(job: Job): Promise<void> {
    const { clock, calls, onError } = this.parts;
    const { spec, path } = job.state;
    const change = (more: Partial<ExportState>) => {
      job.state = { ...job.state, ...more };
      this.changed.tell();
    };
    try {
      const pieces = fileChunks(calls, spec, job.leaving.signal, { reusing: true, onProgress: ({ samples, bytes, done }) => change({ samples, bytes, done }) });
      const bytes = await writePieces(path, pieces, spec.gzip);
      change({ status: 'done', bytes, done: 1, endedAt: clock.now() });
    } catch (error) {
      const canceled = error instanceof AppError && error.code === 'canceled';
      change({ status: canceled ? 'canceled' : 'failed', problem: canceled ? '' : error instanceof Error ? error.message : String(error), endedAt: clock.now() });
      if (!(error instanceof AppError)) onError(error, `writing ${path}`);
    }
  }

  private forgetOld(): void {
    const ended = [...this.jobs].filter(([, { state }]) => state.status !== 'running');
    for (const [id, job] of ended.slice(0, Math.max(0, ended.length - MOST_ENDED))) {
      this.jobs.delete(id);
      if (job.own) rm(job.state.path, { force: true }).catch((error: unknown) => this.parts.onError(error, `removing ${job.state.path}`));
    }
  }

  private known(id: ExportId): Job {
    const job = this.jobs.get(id);
    if (job === undefined) throw new AppError('not-found', 'There is no such export.');
    return job;
  }
}
