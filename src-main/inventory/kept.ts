const SHARE = 50;

/**
 * An answer that is costly to come by, kept for a while and shared by all who ask meanwhile.
 * It is kept for `leastMs`, and longer the longer it took: a fiftieth of the time is spent on it at most, up to `mostMs` of age.
 * A failure is not kept: whoever asks next asks again.
 */
export class Kept<T> {
  readonly #make: () => Promise<T>;
  readonly #now: () => number;
  readonly #leastMs: number;
  readonly #mostMs: number;
  #value: Promise<T> | null = null;
  #until = 0;

  constructor(make: () => Promise<T>, now: () => number, age: { leastMs: number; mostMs: number }) {
    this.#make = make;
    this.#now = now;
    this.#leastMs = age.leastMs;
    this.#mostMs = age.mostMs;
  }

  get(): Promise<T> {
    const asked = this.#now();
    if (this.#value !== null && asked < this.#until) return this.#value;
    const value = this.#make();
    this.#value = value;
    this.#until = Number.POSITIVE_INFINITY; // one question at a time
    value.then(
      () => { this.#until = asked + Math.min(this.#mostMs, Math.max(this.#leastMs, (this.#now() - asked) * SHARE)); },
      () => { this.#value = null; },
    );
    return value;
  }
}
