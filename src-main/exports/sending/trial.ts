import type { Clock } from '../../base/clock.ts';
import { SnappyEncoder } from '../../formats/snappyencode.ts';
import { WriteEncoder } from '../../formats/writeencode.ts';
import type { DestinationSecrets } from '../../shared/contract/sending.ts';
import type { DestinationConfig, DestinationTrial } from '../../shared/model/destination.ts';
import { toPairs } from '../../shared/model/labels.ts';
import { bitsOf } from '../../shared/model/sample.ts';
import { wordsOf } from './delivery.ts';
import { Poster } from './post.ts';
import { verdictOf } from './verdict.ts';

const NAME = 'stratoscope_remote_write_test';

/** Sends one sample as a wave would, in 2.0 and, where that is not understood, in 1.0; nothing is tried again. Errors: the signal's reason */
export async function tryDestination(config: DestinationConfig, secrets: DestinationSecrets, clock: Clock, signal: AbortSignal): Promise<DestinationTrial> {
  const poster = new Poster(config, secrets.clientKey, () => undefined);
  const attempts: DestinationTrial['attempts'][number][] = [];
  try {
    const versions: readonly (1 | 2)[] = config.protocol === 'auto' ? [2, 1] : [config.protocol === '2.0' ? 2 : 1];
    for (const version of versions) {
      const { attempt, outcome } = await tryOnce({ poster, config, secrets, clock, signal }, version);
      attempts.push(attempt);
      if (outcome === 'stored') return { ok: true, version: attempt.version, attempts };
      if (outcome === 'failed') break;
    }
    return { ok: false, version: null, attempts };
  } finally {
    poster.close();
  }
}

interface Trying { readonly poster: Poster; readonly config: DestinationConfig; readonly secrets: DestinationSecrets; readonly clock: Clock; readonly signal: AbortSignal }
interface Tried { readonly attempt: DestinationTrial['attempts'][number]; readonly outcome: DestinationTrial['attempts'][number]['outcome'] }

async function tryOnce({ poster, config, secrets, clock, signal }: Trying, version: 1 | 2): Promise<Tried> {
  const began = clock.monotonic();
  const said = { at: clock.now(), version: version === 2 ? '2.0' as const : '1.0' as const };
  try {
    const answer = await poster.post(bodyOf(config, version, clock.now()), version, secrets, signal);
    const verdict = verdictOf(answer, { version, samples: 1, proven: false }, clock.now());
    const outcome = verdict.kind === 'stored' && verdict.missing === 0 ? 'stored' : verdict.kind === 'older' ? 'older' : 'failed';
    return { outcome, attempt: { ...said, status: answer.status, text: answer.text, ms: clock.monotonic() - began, outcome } };
  } catch (error) {
    signal.throwIfAborted();
    return { outcome: 'failed', attempt: { ...said, status: null, text: wordsOf(error), ms: clock.monotonic() - began, outcome: 'failed' } };
  }
}

function bodyOf({ externalLabels }: DestinationConfig, version: 1 | 2, now: number): Uint8Array {
  const series = [{ labels: toPairs({ ...externalLabels, __name__: NAME, job: 'stratoscope' }), metadata: null, from: 0, to: 1 }];
  const columns = { times: Float64Array.of(now), bits: bitsOf(Float64Array.of(1)) };
  const encoder = new WriteEncoder();
  return new SnappyEncoder().encode(version === 2 ? encoder.version2(series, columns) : encoder.version1(series, columns));
}
