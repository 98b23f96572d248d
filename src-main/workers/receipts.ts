import type { StoreFigures } from './contract.ts';

type By = StoreFigures['received'][number]['by'];

/** Counts what was taken in, by how it came. */
export class Receipts {
  private readonly counts: Record<By, { requests: number; samples: number; exemplars: number }> = {
    'remote_write 1.0': { requests: 0, samples: 0, exemplars: 0 }, 'remote_write 2.0': { requests: 0, samples: 0, exemplars: 0 }, 'line protocol': { requests: 0, samples: 0, exemplars: 0 },
    OTLP: { requests: 0, samples: 0, exemplars: 0 }, text: { requests: 0, samples: 0, exemplars: 0 },
  };

  /** Passes on what was received. */
  of<Received extends { readonly samples: number; readonly exemplars?: number }>(by: By, received: Received): Received {
    const count = this.counts[by];
    count.requests++;
    count.samples += received.samples;
    count.exemplars += received.exemplars ?? 0;
    return received;
  }

  list(): StoreFigures['received'] { return (Object.keys(this.counts) as By[]).map(by => ({ by, ...this.counts[by] })); }
}
