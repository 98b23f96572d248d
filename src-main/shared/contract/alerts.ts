import { z } from 'zod';
import { type AlertInstance, type AlertRecord, AlertState } from '../model/alert.ts';
import { ScopeMatcher } from '../model/simplerule.ts';
import { query, returns, stream } from '../rpc/contract.ts';

const Time = z.number().min(-(2 ** 53)).max(2 ** 53);

/** Firings that overlap a window (unix ms), newest first. */
export const AlertHistoryQuery = z.object({
  from: Time, to: Time,
  rule: z.string().max(500).default(''),
  group: z.string().max(300).default(''),
  fingerprint: z.string().max(16).default(''),
  /** all have to hold; regular expressions are RE2's, anchored */
  matchers: z.array(ScopeMatcher).max(20).default([]),
  /** a part of a label's or an annotation's value, or of the rule's name */
  text: z.string().max(500).default(''),
  /** of a record of the page before: only what began earlier */
  before: z.number().int().optional(),
  limit: z.number().int().min(1).max(1000).default(200),
});
export type AlertHistoryQuery = z.infer<typeof AlertHistoryQuery>;

/** Everything one alert did in a window, for one line of a timeline. */
export interface AlertLane {
  readonly fingerprint: string;
  readonly rule: string;
  readonly group: string;
  readonly file: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `to` is null while it fires */
  readonly spans: readonly { readonly id: number; readonly activeAt: number; readonly from: number; readonly to: number | null; readonly late: boolean }[];
}

export const alerts = {
  /** pending, firing, and resolved in the last 15 minutes */
  list: query('alert:read', z.object({ states: z.array(AlertState).default(['pending', 'firing']) }), returns<readonly AlertInstance[]>()),
  /** the same whenever it has changed, at most once a second */
  changes: stream('alert:read', z.object({}), returns<readonly AlertInstance[]>()),
  history: query('alert:read', AlertHistoryQuery, returns<{ readonly records: readonly AlertRecord[]; readonly more: boolean }>()),
  timeline: query('alert:read', AlertHistoryQuery.omit({ before: true, limit: true }), returns<{ readonly lanes: readonly AlertLane[]; /** lanes beyond 500 */ readonly leftOut: number }>()),
};
