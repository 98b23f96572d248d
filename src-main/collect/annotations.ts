import { detached } from '../base/detached.ts';
import type { Metadata } from '../shared/model/sample.ts';

/** What a target's page last said about its metrics, so that only changes are handed on. */
export class Annotations {
  private readonly known = new Map<string, Metadata>();

  changed(metadata: readonly Metadata[]): Metadata[] {
    return metadata.filter(({ name, type, help, unit }) => {
      const known = this.known.get(name);
      return known === undefined || known.type !== type || known.help !== help || known.unit !== unit;
    });
  }

  /** They are written down. */
  commit(metadata: readonly Metadata[]): void {
    for (const { name, type, help, unit } of metadata) {
      const kept = detached(name);
      this.known.set(kept, { name: kept, type, help: detached(help), unit: detached(unit) });
    }
  }
}
