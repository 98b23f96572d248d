/**
 * Compensated summation after Neumaier, as Prometheus sums: `total` is the running sum, `lost` what rounding took from it.
 * The answer is their sum, or `total` alone once it has overflowed.
 * source  Neumaier 1974, as in Prometheus's util/kahansum
 */
export class Sum {
  total = 0;
  lost = 0;

  clear(): void {
    this.total = 0;
    this.lost = 0;
  }

  add(value: number): void {
    const next = this.total + value;
    if (!Number.isFinite(next)) this.lost = 0;
    else if (Math.abs(this.total) >= Math.abs(value)) this.lost += this.total - next + value;
    else this.lost += value - next + this.total;
    this.total = next;
  }

  get value(): number { return Number.isFinite(this.total) ? this.total + this.lost : this.total; }
}
