/** How often it is looked whether anything is to be compacted. */
const LOOK_MS = 10_000;
/** Rest after a step, as a multiple of what it took: a tenth of the time is spent on compaction, and less while much is written. */
const REST = 9;
const BUSY_REST = 49;
const LEAST_REST_MS = 5;
/** Samples a second from which on much is written. */
const MUCH = 100_000;

export interface CompactingStore {
  /** One bounded step; false when nothing is due. */
  compactSome(): boolean;
  /** Samples taken in since the start. */
  readonly appended: number;
}

/** Compacts in the background for ever; what goes wrong is told and tried again. Returns what ends it. */
export function compactingBehind(store: CompactingStore, trouble: (error: unknown) => void): () => void {
  let before = { appended: store.appended, time: performance.now() };
  const turn = () => {
    const began = performance.now();
    const rate = (1000 * (store.appended - before.appended)) / Math.max(1, began - before.time);
    before = { appended: store.appended, time: began };
    let more = false;
    try {
      more = store.compactSome();
    } catch (error) {
      trouble(error);
    }
    const rest = (rate > MUCH ? BUSY_REST : REST) * (performance.now() - began);
    timer = setTimeout(turn, more ? Math.max(LEAST_REST_MS, rest) : LOOK_MS);
  };
  let timer = setTimeout(turn, LOOK_MS);
  return () => { clearTimeout(timer); };
}
