import type { Received } from './ingestlimits.ts';

/** A line that was left out: its number from 1, what it says as far as that is shown, and what is wrong with it, in Influx's words. */
export interface LineFault { readonly line: number; readonly text: string; readonly problem: string }

/** What became of lines: beside what every request tells, the fields that are texts, which are not kept, and the lines that were left out, the first of them in `faults`. */
export interface LinesReceived extends Received { readonly strings: number; readonly broken: number; readonly faults: readonly LineFault[] }
