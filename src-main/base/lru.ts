/** Things by key, the least recently used going first when they take more than `maxBytes`. One larger than a quarter of that is not kept. */
export class Lru<T> {
  private readonly maxBytes: number;
  private readonly kept = new Map<string, { readonly value: T; readonly bytes: number }>();
  private bytes = 0;

  constructor(maxBytes: number) { this.maxBytes = maxBytes; }

  get(key: string): T | undefined {
    const found = this.kept.get(key);
    if (found === undefined) return undefined;
    this.kept.delete(key);
    this.kept.set(key, found);
    return found.value;
  }

  set(key: string, value: T, bytes: number): void {
    this.delete(key);
    if (bytes > this.maxBytes / 4) return;
    this.kept.set(key, { value, bytes });
    this.bytes += bytes;
    for (const oldest of this.kept.keys()) {
      if (this.bytes <= this.maxBytes) return;
      this.delete(oldest);
    }
  }

  clear(): void {
    this.kept.clear();
    this.bytes = 0;
  }

  delete(key: string): void {
    this.bytes -= this.kept.get(key)?.bytes ?? 0;
    this.kept.delete(key);
  }
}
