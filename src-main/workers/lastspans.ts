import type { Marks } from '../tsdb/marks.ts';

export interface SpansAsked { readonly from: number; readonly to: number }
type AskSpans = (asked: SpansAsked) => Promise<Uint8Array>;

/** Asks the writer which shards span a window; the last answer is given again for as long as nothing in the store has changed. */
export function lastSpans(marks: Marks, ask: AskSpans): AskSpans {
  let last: { readonly asked: SpansAsked; readonly version: number; readonly spans: Uint8Array } | null = null;
  return async asked => {
    const { version } = marks;
    if (last !== null && last.version === version && last.asked.from === asked.from && last.asked.to === asked.to) return last.spans;
    const spans = await ask(asked);
    last = { asked, version, spans };
    return spans;
  };
}
