import { z } from 'zod';

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

/** What one rule did to one label set: what the debugger shows. `after` is null when it was dropped. */
export interface RelabelStep { readonly rule: number; readonly before: Readonly<Record<string, string>>; readonly after: Readonly<Record<string, string>> | null; readonly changed: readonly string[] }
