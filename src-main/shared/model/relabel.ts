import { z } from 'zod';
import type { Labels } from './labels.ts';

export const MetricName = z.string().regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/, 'a metric name has letters, digits, _ and :, and begins with no digit').max(1024);

export const RELABEL_ACTIONS = ['replace', 'keep', 'drop', 'keepequal', 'dropequal', 'hashmod', 'labelmap', 'labeldrop', 'labelkeep', 'lowercase', 'uppercase'] as const;

/** One rule of Prometheus's relabel_configs, with its defaults. Regular expressions are RE2's, anchored. */
export const RelabelRule = z.object({
  action: z.enum(RELABEL_ACTIONS).default('replace'),
  sourceLabels: z.array(z.string().min(1).max(1024)).max(100).default([]),
  separator: z.string().max(100).default(';'),
  regex: z.string().max(8192).default('(.*)'),
  modulus: z.int().min(0).default(0),
  targetLabel: z.string().max(1024).default(''),
  replacement: z.string().max(8192).default('$1'),
});
export type RelabelRule = z.infer<typeof RelabelRule>;

/** A target's labels before its rules, step by step, and what came of them. */
export interface TargetExplained {
  readonly before: Labels;
  readonly steps: readonly RelabelStep[];
  /** what its series carry; null when it is dropped or can't be scraped */
  readonly labels: Labels | null;
  /** where it would be asked, and how often, ms; null as above */
  readonly asked: { readonly url: string; readonly intervalMs: number; readonly timeoutMs: number } | null;
  /** why it can't be scraped: a rule, by its number, or what the rules make of it; null when nothing is wrong */
  readonly problem: string | null;
}

export interface SeriesExplained {
  /** as the page writes it */
  readonly series: string;
  /** with the target's labels */
  readonly before: Labels;
  readonly steps: readonly RelabelStep[];
  readonly after: Labels | null;
}

/** What metric_relabel_configs do to a page. */
export interface PageExplained {
  readonly samples: number;
  readonly dropped: number;
  /** kept, with labels that a rule has changed */
  readonly changed: number;
  /** those asked for, in the page's order */
  readonly series: readonly SeriesExplained[];
  /** how many more of them there are */
  readonly more: number;
}

export interface RelabelExplained {
  readonly target: TargetExplained;
  /** null where no page was asked for, or there is none */
  readonly page: PageExplained | null;
  /** why there is none; null when nothing is wrong */
  readonly pageProblem: string | null;
}

/** What one rule did to one label set: what the debugger shows. `after` is null when it was dropped. */
export interface RelabelStep { readonly rule: number; readonly before: Readonly<Record<string, string>>; readonly after: Readonly<Record<string, string>> | null; readonly changed: readonly string[] }
