import { z } from 'zod';
import type { Labels } from './labels.ts';

export const AlertState = z.enum(['pending', 'firing', 'resolved']);
export type AlertState = z.infer<typeof AlertState>;

/** One alert: a series of an alerting rule's expression that is, or was, there. Times in unix ms. */
export interface AlertInstance {
  /** Alertmanager's: FNV-1a 64 over the sorted labels, 16 hex digits */
  readonly fingerprint: string;
  /** with `alertname` and the rule's own labels, expanded */
  readonly labels: Labels;
  /** expanded at the last evaluation that found the series */
  readonly annotations: Labels;
  readonly state: AlertState;
  /** name of the rule */
  readonly rule: string;
  readonly group: string;
  /** the file that the group came from; see RuleGroup */
  readonly file: string;
  /** of the expression at the last evaluation that found the series */
  readonly value: number;
  /** first evaluation that found the series */
  readonly activeAt: number;
  readonly firedAt: number | null;
  readonly resolvedAt: number | null;
  /** the expression no longer finds it, but `keep_firing_for` is not over */
  readonly keepFiringSince: number | null;
  /** found afterwards, in a time in which nothing was evaluated: its times are past ones */
  readonly late?: boolean;
}

/** One firing of an alert, kept for ever. Times in unix ms. */
export interface AlertRecord {
  readonly id: number;
  readonly fingerprint: string;
  readonly rule: string;
  readonly group: string;
  readonly file: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly activeAt: number;
  readonly firedAt: number;
  /** null while it fires */
  readonly resolvedAt: number | null;
  /** of the expression when it fired */
  readonly value: number;
  readonly late: boolean;
}
