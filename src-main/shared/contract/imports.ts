import { z } from 'zod';
import { CsvMapping, ImportId, ImportSource, type ImportState } from '../model/importsource.ts';
import { action, query, returns, stream } from '../rpc/contract.ts';
import { secret } from '../rpc/secret.ts';

/** For a server that asks for them; used for this run and not kept. */
export const ImportSecrets = z.object({
  bearer: secret(z.string().trim().regex(/^[\x21-\x7e]*$/, 'a token has no spaces and no letters beyond ASCII').max(100_000)).optional(),
  username: z.string().max(1000).optional(),
  password: secret(z.string().max(10_000)).optional(),
});
export type ImportSecrets = z.infer<typeof ImportSecrets>;
const One = z.object({ id: ImportId });

/** The first lines of a CSV file. */
export interface CsvPreview { readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] }

/** History that is brought in. Every import can be repeated: a sample that is there already changes nothing. */
export const imports = {
  /** newest first */
  list: query('store:read', z.object({}), returns<readonly ImportState[]>()),
  changes: stream('store:read', z.object({}), returns<readonly ImportState[]>()),
  /** what a CSV file's columns are called, and its first rows; `path` on the host's computer */
  preview: query('store:admin', z.object({ path: z.string().trim().min(1).max(4000), delimiter: CsvMapping.shape.delimiter }), returns<CsvPreview>()),
  start: action('store:admin', z.object({ source: ImportSource, secrets: ImportSecrets.prefault({}) }), returns<ImportState>()),
  /** what is stored stays */
  cancel: action('store:admin', One, returns<ImportState>()),
  /** goes on where it stopped */
  resume: action('store:admin', One.extend({ secrets: ImportSecrets.prefault({}) }), returns<ImportState>()),
  /** takes one that has ended off the list */
  remove: action('store:admin', One, returns<null>()),
};
