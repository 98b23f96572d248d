import { setTimeout } from 'node:timers/promises';
import type { ImportSecrets } from '../../shared/contract/imports.ts';
import { AppError, type ErrorCode } from '../../shared/model/errors.ts';
import type { Refused } from '../../shared/model/ingestlimits.ts';
import type { ImportState } from '../../shared/model/importsource.ts';
import { moved } from '../../shared/rpc/moved.ts';
import type { ImportStep } from '../../workers/importers.ts';
import type { Intake } from '../../workers/intake.ts';
import { type Fetch, RemoteHistory } from './remote.ts';

/** What a step weighs in the queue for the store, where it waits with senders. */
const STEP_BYTES = 1024 * 1024;
const CALLER = 'import';
/** What passes by itself, and how long is waited for it: so often, twice as long each time. */
const AGAIN: ReadonlySet<ErrorCode> = new Set(['throttled', 'unavailable', 'unreachable']);
const TRIES = 8;
const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 20_000;

export interface RunParts { readonly intake: Intake; readonly fetch: Fetch }
/** The fields of an import that a step moves on. */
export type Moved = Pick<ImportState, 'position' | 'done' | 'total' | 'samples' | 'refused' | 'problem'>;

/**
 * Brings in what is left of an import; `move` hears of every step once it is committed.
 * errors  AppError of what ended it: 'canceled', 'not-found', 'bad-data', …
 */
export async function runImport({ intake, fetch }: RunParts, state: ImportState, secrets: ImportSecrets, move: (moved: Moved) => void, signal: AbortSignal): Promise<void> {
  const step = stepsOf(state, { intake, fetch }, secrets, signal);
  let { position, samples, refused, problem } = state;
  try {
    for (;;) {
      const { received, ended, done, total, position: next } = await patiently(() => step(position), signal);
      position = next;
      samples += received.samples;
      refused += received.refused.reduce((sum, one) => sum + one.samples, 0);
      problem = sentence(received.refused) || problem;
      move({ position, samples, refused, problem, ...(ended ? { done: state.total, total: state.total } : { done, total }) });
      state = { ...state, total };
      if (ended) return;
    }
  } finally {
    await intake.take({ caller: CALLER, bytes: 0, signal: new AbortController().signal }, storage => storage.endImport({ id: state.id })).catch(() => undefined); // a storage worker that is gone has let go of it
  }
}

type Step = (position: ImportState['position']) => Promise<ImportStep>;

function stepsOf({ id, source }: ImportState, { intake, fetch }: RunParts, secrets: ImportSecrets, signal: AbortSignal): Step {
  const sent = { caller: CALLER, bytes: STEP_BYTES, signal };
  if (source.kind !== 'prometheus') return position => intake.take(sent, storage => storage.importStep({ id, source, position }, signal));
  const history = new RemoteHistory(source, secrets, fetch);
  const before = source.from - 1; // a window begins behind its first moment
  const total = source.to - before;
  return async position => {
    const after = Math.max(before, position.offset);
    const window = await history.next(after, signal);
    if (window === null) return { received: { samples: 0, series: 0, exemplars: 0, refused: [] }, position, done: total, total, ended: true };
    const received = await intake.take({ ...sent, bytes: window.body.length }, storage => storage.importMatrix({ id, body: moved(window.body) }, signal));
    return { received, position: { offset: window.to, line: 0 }, done: window.to - before, total, ended: false };
  };
}

async function patiently<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let tried = 1, waitMs = FIRST_WAIT_MS; ; tried++, waitMs = Math.min(MAX_WAIT_MS, waitMs * 2)) {
    if (signal.aborted) throw new AppError('canceled', 'The import was canceled.');
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AppError) || !AGAIN.has(error.code) || tried === TRIES) throw error;
      await setTimeout(waitMs * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined); // aborted: the loop's beginning ends it
    }
  }
}

const sentence = (refused: readonly Refused[]): string => refused.map(({ reason, first }) => `${reason}: ${first}`).join('; ').slice(0, 500);
