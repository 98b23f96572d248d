/** Queries that one reader may have running or waiting. */
export const MAX_QUERIES = 512;
const WAITED_FOR = 0;
const CANCELED = 1;
/** Places behind the queries' own. */
const EXPECTED = MAX_QUERIES + 1;
const HELPING = MAX_QUERIES + 2;

/** Ms on the one clock that all threads of the process share, for deadlines. */
export const sharedMs = (): number => Number(process.hrtime.bigint() / 1000n) / 1000;

/**
 * What the main thread and one reader tell each other while the reader computes and hears no messages: words in shared memory. The first names the
 * query that is being computed (0 = none), the others say of each query whether somebody still waits for it.
 */
export class QueryFlags {
  readonly buffer: SharedArrayBuffer;
  private readonly words: Int32Array;
  private readonly free: number[];

  constructor(buffer = new SharedArrayBuffer(4 * (MAX_QUERIES + 3))) {
    this.buffer = buffer;
    this.words = new Int32Array(buffer);
    this.free = Array.from({ length: MAX_QUERIES }, (_, i) => MAX_QUERIES - i);
  }

  /** Main thread: a flag for a query, not 0; undefined when all are taken. It must be given back, once the reader has answered or is gone. */
  take(): number | undefined {
    const flag = this.free.pop();
    if (flag !== undefined) {
      Atomics.store(this.words, flag, WAITED_FOR);
      Atomics.add(this.words, EXPECTED, 1);
    }
    return flag;
  }

  giveBack(flag: number): void {
    Atomics.compareExchange(this.words, 0, flag, 0); // its answer is here: whatever the reader does now is something else
    this.free.push(flag);
    Atomics.sub(this.words, EXPECTED, 1);
  }

  cancel(flag: number): void { Atomics.store(this.words, flag, CANCELED); }
  /** The query the reader is computing or answering, or was when it ended; 0 = none. */
  get computing(): number { return Atomics.load(this.words, 0); }

  /** Reader: does nobody wait for the query any more? */
  isCanceled(flag: number): boolean { return Atomics.load(this.words, flag) !== WAITED_FOR; }
  /** Reader: computes from now on, and hears no messages until it has answered or leaves to wait for something. */
  enter(flag: number): void { Atomics.store(this.words, 0, flag); }
  leave(): void { Atomics.store(this.words, 0, 0); }

  /** Any thread: somebody waits for an answer of this reader. */
  get isExpected(): boolean { return Atomics.load(this.words, EXPECTED) !== 0; }
  /** Any thread: the reader has something to do, be it for another reader. */
  get isBusy(): boolean { return this.isExpected || Atomics.load(this.words, HELPING) !== 0; }
  /** Reader: computes for another reader from now on, or no longer. */
  help(now: boolean): void { Atomics.store(this.words, HELPING, now ? 1 : 0); }
}
