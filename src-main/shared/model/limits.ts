/** From which share on something counts as wrong; `critical` absent: it is never more than a warning. Shares are 0..1. */
export interface Limit { readonly warn: number; readonly critical?: number }

/** The limits the state of a machine is judged by. The page colours by the same ones, so that a colour and a sentence never disagree. */
export const LIMITS = {
  /** busy share of all cores; its mean over CPU_HOLD_MS */
  cpu: { warn: 0.9 },
  memory: { warn: 0.9, critical: 0.95 },
  disk: { warn: 0.8, critical: 0.9 },
  /** a full swap is only wrong while memory is short too */
  swap: { warn: 0.8 },
  /** share of the time in which every task waited for memory */
  pressure: { warn: 0.1, critical: 0.4 },
} as const satisfies Record<string, Limit>;

/** Over how long the busy share of all cores is averaged before it is called a problem. */
export const CPU_HOLD_MS = 5 * 60_000;
/** A dip not below this does not end the time for which all cores are said to be busy. */
export const CPU_DIP = 0.85;
/** Memory from which on a full swap counts. */
export const SWAP_COUNTS_FROM_MEMORY = 0.7;
/** A file system that will be full within this time is a warning, within the second one critical. */
export const FULL_SOON_MS = { warn: 24 * 3_600_000, critical: 4 * 3_600_000 } as const;

/** How bad a share is by a limit; null when it is not. */
export function levelOf(limit: Limit, value: number): 'warn' | 'critical' | null {
  if (limit.critical !== undefined && value >= limit.critical) return 'critical';
  return value >= limit.warn ? 'warn' : null;
}
