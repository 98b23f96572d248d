import type { Measurement } from '../../formats/proc/measurement.ts';
import type { FileTexts } from './files.ts';

/** What a part gets for one round: its time (unix ms), the end of its patience, and the files. */
export interface Round { readonly time: number; readonly signal: AbortSignal; readonly files: FileTexts }

/** One of node_exporter's collectors, or one like them. */
export interface Part {
  /** the value of the `collector` label */
  readonly name: string;
  /** ms between two readings; 0 = every round. In the rounds between, what was read last is given again */
  readonly everyMs: number;
  /** errors: any; then the part counts as failed for this round and the others go on */
  read(round: Round): readonly Measurement[] | Promise<readonly Measurement[]>;
}

/** Refuses an empty result where the source always holds something: then its text was not what it should be. */
export function something<Item>(items: readonly Item[], source: string): readonly Item[] {
  if (items.length === 0) throw new Error(`${source} held nothing that could be understood`);
  return items;
}
