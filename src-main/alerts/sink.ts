import type { AlertInstance } from '../shared/model/alert.ts';

/** Where alerts go to be told. */
export interface AlertSink {
  /**
   * Called after each evaluation of a group, and after each look back over a gap.
   * instances  all of the group's alerts that fire, and those resolved in the last 15 minutes; those found afterwards with `late` and their past times
   * time       of the evaluation, unix ms
   */
  take(instances: readonly AlertInstance[], time: number): void;
}
