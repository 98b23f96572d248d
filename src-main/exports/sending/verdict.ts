import type { Answered } from './post.ts';

/**
 * What an answer means for a batch.
 * stored    taken, but for `missing` samples that the other side says it has left out
 * older     it does not understand this version
 * again     it wants it later; afterMs: what it asked for, null: nothing
 * disorder  it has newer samples of a series, or others of the same time: others of the batch may be fine
 * refused   it never will take it
 */
export type Verdict =
  | { readonly kind: 'stored'; readonly missing: number }
  | { readonly kind: 'older' }
  | { readonly kind: 'again'; readonly afterMs: number | null }
  | { readonly kind: 'disorder' }
  | { readonly kind: 'refused' };

/** Prometheus, Mimir, Cortex and Thanos: what they call it when a sample is not newer than the newest one. */
const DISORDER = /out[ -]of[ -](?:order|bounds)|too[ -]old|duplicate sample|more recent timestamp|too far in the past/i;
const WRITTEN = 'x-prometheus-remote-write-samples-written';
const MAX_RETRY_AFTER_MS = 3_600_000;

/**
 * source  prometheus.io/docs/specs/prw/remote_write_spec_2_0, "Required Written Response Headers", "Retries & Backoff"
 * proven  the other side has understood 2.0 before: then a 400 speaks of the samples
 */
export function verdictOf({ status, headers, text }: Answered, sent: { readonly version: 1 | 2; readonly samples: number; readonly proven: boolean }, now: number): Verdict {
  const written = writtenOf(headers[WRITTEN]);
  if (status >= 200 && status < 300) {
    if (sent.version === 1) return { kind: 'stored', missing: 0 };
    return written === null ? { kind: 'older' } : { kind: 'stored', missing: Math.max(0, sent.samples - written) };
  }
  if (status === 429 || status === 408 || status >= 500) return { kind: 'again', afterMs: retryAfterMs(headers['retry-after'], now) };
  if (sent.version === 2 && (status === 415 || (status === 400 && !sent.proven && written === null))) return { kind: 'older' };
  if (sent.version === 2 && written !== null) return { kind: 'stored', missing: Math.max(0, sent.samples - written) }; // a partial write: what is missing was refused for good
  return (status === 400 || status === 409 || status === 422) && DISORDER.test(text) ? { kind: 'disorder' } : { kind: 'refused' };
}

function writtenOf(header: string | readonly string[] | undefined): number | null {
  const text = Array.isArray(header) ? header[0] : header;
  return typeof text === 'string' && /^\d{1,15}$/.test(text.trim()) ? Number(text) : null;
}

/** RFC 9110, 10.2.3: seconds or a date; an hour at most. */
function retryAfterMs(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? null : Math.min(MAX_RETRY_AFTER_MS, Math.max(0, ms));
}
