import { z } from 'zod';
import { FileListId, type FileListState } from '../model/filelist.ts';
import type { PrometheusImport } from '../model/prometheusimport.ts';
import type { RelabelExplained, RelabelRule } from '../model/relabel.ts';
import { TargetConfig, TargetId, type TargetState, type TestStep } from '../model/target.ts';
import { action, query, returns, stream } from '../rpc/contract.ts';
import { secret } from '../rpc/secret.ts';

const One = z.object({ id: TargetId });
/**
 * Go into the vault and are never told again. A field left out stays as it is; what the configuration has no use for is removed. A stored one
 * is used only where it was entered for: with another address (or another way there) it has to be given again.
 */
export const TargetSecrets = z.object({
  /** for `auth.kind` basic */
  password: secret(z.string().max(10_000)).optional(),
  /** for `auth.kind` bearer */
  bearer: secret(z.string().trim().regex(/^[\x21-\x7e]*$/, 'a token has no spaces and no letters beyond ASCII').max(100_000)).optional(),
  /** PEM text of the key of `tls.cert`, without a passphrase */
  clientKey: secret(z.string().max(100_000)).optional(),
});
export type TargetSecrets = z.infer<typeof TargetSecrets>;
const Configured = z.object({ config: TargetConfig, secrets: TargetSecrets.prefault({}) });
const List = z.object({ id: FileListId });

/** Rules to be tried, on what, and what of it is told. */
const RelabelTrial = Configured.extend({
  /** takes that target's stored secrets where none are given */
  id: TargetId.optional(),
  /** series, one a line, with or without values; in place of the target's own page */
  metrics: z.string().max(1_000_000).default(''),
  /** whether the target is asked for its page */
  live: z.boolean().default(false),
  /** text that a series has to hold to be told */
  filter: z.string().max(1000).default(''),
  show: z.enum(['all', 'changed', 'dropped']).default('all'),
  limit: z.int().min(0).max(500).default(50),
});

/** Either the text, or the path of a file on the host's disk, beside which its relative paths are then looked for. */
const PrometheusYml = z.object({
  /** may hold passwords */
  text: secret(z.string().max(4 * 1024 * 1024)).optional(),
  path: z.string().min(1).max(4000).optional(),
  /** true: only told, nothing added */
  dryRun: z.boolean().default(false),
}).refine(({ text, path }) => (text === undefined) !== (path === undefined), 'either a text or a path is needed');

export const targets = {
  list: query('target:read', z.object({}), returns<readonly TargetState[]>()),
  /** the whole list at once and again after every change of it or of a scrape's outcome; a slow listener gets the newest */
  changes: stream('target:read', z.object({}), returns<readonly TargetState[]>()),
  add: action('target:write', Configured, returns<TargetState>()),
  edit: action('target:write', One.extend(Configured.shape), returns<TargetState>()),
  /** a paused target is not scraped; its series go stale at once */
  pause: action('target:write', One.extend({ paused: z.boolean() }), returns<TargetState>()),
  /** taken out of the list; what it stored stays. `restore` brings it back while the host runs */
  remove: action('target:write', One, returns<null>()),
  restore: action('target:write', One, returns<TargetState>()),
  /** tries a configuration that need not be stored; nothing is written. Steps come as they end. `id` takes that target's stored secrets where none are given */
  test: stream('target:write', Configured.extend({ id: TargetId.optional() }), returns<TestStep>()),
  /** what the relabelling rules of a configuration do, step by step; nothing is stored. The target may be asked for its page */
  explain: query('target:write', RelabelTrial, returns<RelabelExplained>()),
  /** YAML as relabel_configs holds it; rules come only where nothing is wrong. Lines count from 1 */
  parseRelabel: query('target:read', z.object({ text: z.string().max(1_000_000) }), returns<{ readonly rules: readonly RelabelRule[]; readonly problems: readonly { readonly line: number; readonly problem: string }[] }>()),
  /** makes targets of the scrape sections of prometheus.yml; those that are there already stay as they are */
  importPrometheus: action('target:write', PrometheusYml, returns<PrometheusImport>()),
  /** files of targets that are followed */
  fileLists: query('target:read', z.object({}), returns<readonly FileListState[]>()),
  /** its targets go with it; what they stored stays. `restoreFileList` brings it back while the host runs */
  removeFileList: action('target:write', List, returns<null>()),
  restoreFileList: action('target:write', List, returns<FileListState>()),
};
