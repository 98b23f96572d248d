/** A number of places; who finds none free waits in line. */
export class Slots {
  private free: number;
  private readonly line: (() => void)[] = [];

  constructor(places: number) {
    this.free = places;
  }

  /** Resolves with a place, to be disposed of once; rejects with the signal's reason when that aborts first. */
  async take(signal: AbortSignal): Promise<Disposable> {
    signal.throwIfAborted();
    if (this.free > 0) this.free--;
    else await this.turn(signal);
    let taken = true;
    return { [Symbol.dispose]: () => {
      if (!taken) return;
      taken = false;
      this.release();
    } };
  }

  private turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.line.splice(this.line.indexOf(called), 1);
        reject(signal.reason);
      };
      const called = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      this.line.push(called);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  /** A place goes straight to whoever waits longest, so that nobody overtakes. */
  private release(): void {
    const next = this.line.shift();
    if (next) next();
    else this.free++;
  }
}
