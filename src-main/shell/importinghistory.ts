import { resolve } from 'node:path';
import type { ImportSecrets } from '../shared/contract/imports.ts';
import type { HostContract } from '../shared/contract/index.ts';
import { AppError } from '../shared/model/errors.ts';
import { ImportSource, type ImportId, type ImportState } from '../shared/model/importsource.ts';
import type { Client } from '../shared/rpc/contract.ts';
import { closing, type Surroundings } from './ask.ts';
import { reach } from './reach.ts';
import type { TimeSpec } from './timespec.ts';

export const HISTORY_KINDS: readonly string[] = ImportSource.options.map(option => option.shape.kind.value);

export interface HistoryFlags {
  readonly dataDir: string;
  readonly from?: TimeSpec;
  readonly to?: TimeSpec;
  readonly match?: string;
  readonly time?: string;
  readonly timeUnit?: string;
  readonly values?: string;
  readonly labels?: string;
  readonly metric?: string;
  readonly delimiter?: string;
}

/** What a server asks for, out of the environment, so that it stands in no history of a shell. */
const secretsOf = (environment: NodeJS.ProcessEnv): ImportSecrets => {
  const { STRATOSCOPE_IMPORT_TOKEN: bearer, STRATOSCOPE_IMPORT_USER: username, STRATOSCOPE_IMPORT_PASSWORD: password } = environment;
  return { ...(bearer ? { bearer } : {}), ...(username ? { username } : {}), ...(password ? { password } : {}) };
};

/**
 * Brings history in and tells how far it is, until it ends. One that stopped on the way goes on where it stopped when the same is asked for again; Ctrl-C stops it.
 * errors  AppError 'invalid-input' for flags that don't fit; 'execution' when the import fails
 */
export async function runHistory(kind: string, source: string, flags: HistoryFlags, { places, log, now, print }: Surroundings): Promise<void> {
  const asked = sourceOf(kind, source, flags, now());
  await using reached = closing(await reach(flags.dataDir, places, log));
  const { client } = reached;
  const secrets = secretsOf(process.env);
  const known = (await client.imports.list({})).find(one => one.status !== 'running' && one.status !== 'done' && JSON.stringify(one.source) === JSON.stringify(asked));
  const { id } = known ? await client.imports.resume({ id: known.id, secrets }) : await client.imports.start({ source: asked, secrets });
  const stop = () => { client.imports.cancel({ id }).catch(() => undefined); }; // it has ended by itself
  process.once('SIGINT', stop);
  try {
    const state = await followed(client, id);
    print(outcomeText(state));
    if (state.status === 'failed') throw new AppError('execution', state.problem);
  } finally {
    process.off('SIGINT', stop);
  }
}

async function followed(client: Client<HostContract>, id: ImportId): Promise<ImportState> {
  for await (const states of client.imports.changes({})) {
    const state = states.find(one => one.id === id);
    if (!state) continue;
    if (process.stderr.isTTY) process.stderr.write(`\r${progressText(state)}\x1b[K${state.status === 'running' ? '' : '\n'}`);
    if (state.status !== 'running') return state;
  }
  throw new AppError('unavailable', 'The host ended; the import goes on when the same is asked for again.');
}

const progressText = ({ done, total, samples }: ImportState): string => `${total === 0 ? 0 : Math.floor((100 * done) / total)} %, ${samples} samples`;

/** What came of an import. */
export const outcomeText = ({ status, samples, refused, problem }: ImportState): string =>
  `${status}: ${samples} samples${refused === 0 ? '' : `, ${refused} refused`}${problem === '' ? '' : `\n${problem}`}\n`;

/** The source that the words of a command line name; `time` is now. Errors: AppError 'invalid-input' */
export function sourceOf(kind: string, source: string, flags: HistoryFlags, time: number): ImportSource {
  const list = (text: string | undefined) => text === undefined ? [] : text.split(',').map(name => name.trim());
  const mapping = {
    ...(flags.delimiter === undefined ? {} : { delimiter: flags.delimiter === 'tab' ? '\t' : flags.delimiter }), time: flags.time ?? 'time', ...(flags.timeUnit === undefined ? {} : { unit: flags.timeUnit }),
    shape: flags.values === undefined ? { kind: 'series' } : { kind: 'rows', values: list(flags.values), labels: list(flags.labels), metric: flags.metric ?? '' },
  };
  if (kind === 'prometheus' && flags.from === undefined) throw new AppError('invalid-input', 'Say with --from where the history begins that the server is asked for.');
  const given = kind === 'prometheus'
    ? { kind, url: source, ...(flags.match === undefined ? {} : { match: flags.match }), from: flags.from?.(time), to: (flags.to ?? (now => now))(time) }
    : { kind, path: resolve(source), ...(kind === 'csv' ? { mapping } : {}) };
  const { data, error } = ImportSource.safeParse(given);
  if (!data) throw new AppError('invalid-input', error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
  return data;
}
