import type { SecretStore } from '../../../src-main/collect/targetsecrets.ts';
import { AppError } from '../../../src-main/shared/model/errors.ts';

/** Secrets kept in memory, and a lock. */
export class MemorySecrets implements SecretStore {
  readonly kept = new Map<string, string>();
  locked = false;

  has(name: string): boolean { return this.kept.has(name); }

  async get(name: string): Promise<string | null> {
    if (this.locked) throw new AppError('locked', 'The vault is locked.');
    return this.kept.get(name) ?? null;
  }

  async put(name: string, value: string): Promise<void> {
    if (this.locked) throw new AppError('locked', 'The vault is locked.');
    this.kept.set(name, value);
  }

  async remove(name: string): Promise<void> { this.kept.delete(name); }

  async removeAll(prefix: string): Promise<void> {
    for (const name of this.names(prefix)) this.kept.delete(name);
  }

  names(prefix: string): string[] { return [...this.kept.keys()].filter(name => name.startsWith(prefix)); }
}
