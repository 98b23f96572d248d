/**
 * Sums over windows that slide to the right, each sample added and combined a fixed number of times however long the window, and no sum
 * ever made by taking away: so nothing drifts and no value outside a window touches its sum.
 * Two stacks in place: samples lo <= i < split have their sums up to `split`, those from `split` on one running sum. All sums compensated.
 */
export class SlidingSum {
  #values: Float64Array = new Float64Array(0);
  #totals = new Float64Array(0);
  #losts = new Float64Array(0);
  #split = 0;
  #next = 0;
  #total = 0;
  #lost = 0;

  load(values: Float64Array, length: number): void {
    this.#values = values;
    if (this.#totals.length < length) {
      this.#totals = new Float64Array(length);
      this.#losts = new Float64Array(length);
    }
    this.#split = this.#next = 0;
    this.#total = this.#lost = 0;
  }

  /** The sum of lo <= i < hi. Neither bound may go back. */
  over(lo: number, hi: number): number {
    if (lo >= this.#next) this.#restart(lo);
    this.#append(hi);
    if (lo > this.#split) this.#turn(lo); // else the running sum is the answer
    const before = lo < this.#split;
    const a = before ? this.#totals[lo]! : 0, b = this.#total;
    const total = a + b;
    if (!Number.isFinite(total)) return total;
    const rounding = Math.abs(a) >= Math.abs(b) ? a - total + b : b - total + a;
    return total + (rounding + this.#lost + (before ? this.#losts[lo]! : 0));
  }

  #restart(at: number): void {
    this.#split = this.#next = at;
    this.#total = this.#lost = 0;
  }

  #append(hi: number): void {
    const values = this.#values;
    let total = this.#total, lost = this.#lost;
    for (let i = this.#next; i < hi; i++) {
      const value = values[i]!, next = total + value;
      if (!Number.isFinite(next)) lost = 0;
      else lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
      total = next;
    }
    this.#next = hi;
    this.#total = total;
    this.#lost = lost;
  }

  /** What was appended becomes the left part: its sums from each sample up to the end. */
  #turn(lo: number): void {
    const values = this.#values;
    let total = 0, lost = 0;
    for (let i = this.#next - 1; i >= lo; i--) {
      const value = values[i]!, next = total + value;
      if (!Number.isFinite(next)) lost = 0;
      else lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
      this.#totals[i] = total = next;
      this.#losts[i] = lost;
    }
    this.#split = this.#next;
    this.#total = this.#lost = 0;
  }
}
