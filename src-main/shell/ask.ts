import { writeFile } from 'node:fs/promises';
import type { Log } from '../base/log.ts';
import type { ExportFormat } from '../shared/contract/exports.ts';
import type { Params } from '../shared/contract/prometheus.ts';
import { AppError } from '../shared/model/errors.ts';
import { findHost } from '../host/presence.ts';
import { damageOf } from '../host/repair.ts';
import { type Format, instantText } from './answers.ts';
import type { Places } from './places.ts';
import { type Reached, reach, reachRunning } from './reach.ts';
import { stepFor, type TimeSpec } from './timespec.ts';

/** What the asking commands need of their surroundings. */
export interface Surroundings { readonly places: Places; readonly log: Log; readonly now: () => number; readonly print: (text: string) => void }

export interface QueryFlags {
  readonly dataDir: string;
  readonly format: Format;
  readonly time?: TimeSpec;
  readonly from?: TimeSpec;
  readonly to?: TimeSpec;
  /** ms */
  readonly step?: number;
}

export async function runQuery(promql: string, flags: QueryFlags, { places, log, now, print }: Surroundings): Promise<void> {
  if (flags.time && (flags.from || flags.to)) throw new AppError('invalid-input', '--time asks for one moment, --from and --to for a range: give one or the other.');
  const ranged = flags.from !== undefined || flags.to !== undefined;
  const at = now();
  await using reached = closing(await reach(flags.dataDir, places, log));
  const { client } = reached;
  if (ranged) {
    const grid = gridOf(flags, at);
    if (flags.format === 'json') return print(await prometheusText(client.prometheus.queryRange({ params: { query: [promql], start: [seconds(grid.from)], end: [seconds(grid.to)], step: [seconds(grid.step)] } satisfies Params })));
    return print(await client.exports.range({ query: { promql, ...grid }, format: flags.format === 'csv' ? 'csv' : 'txt' }));
  }
  const time = flags.time?.(at) ?? at;
  if (flags.format === 'json') return print(await prometheusText(client.prometheus.query({ params: { query: [promql], time: [seconds(time)] } satisfies Params })));
  print(instantText((await client.metrics.instant({ promql, time })).value, flags.format));
}

export interface ExportFlags {
  readonly dataDir: string;
  readonly query: string;
  readonly from: TimeSpec;
  readonly to: TimeSpec;
  readonly step?: number;
  readonly format: ExportFormat;
  readonly out?: string;
}

export async function runExport(flags: ExportFlags, { places, log, now, print }: Surroundings): Promise<void> {
  await using reached = closing(await reach(flags.dataDir, places, log));
  const text = await reached.client.exports.range({ query: { promql: flags.query, ...gridOf(flags, now()) }, format: flags.format });
  if (flags.out === undefined) return print(text);
  await writeFile(flags.out, text);
}

/**
 * Every row of the store and every page of both databases is read and verified; of a workspace too damaged to be opened its pages alone.
 * errors  AppError 'bad-data' when something is damaged, after naming it
 */
export async function runCheck(dataDir: string, { places, log, print }: Surroundings): Promise<void> {
  const opened = await reach(dataDir, places, log).catch((error: unknown) => {
    const damage = error instanceof AppError && error.code === 'unavailable' ? damageOf(dataDir) : [];
    if (damage.length === 0) throw error;
    for (const sentence of damage) print(`${sentence}\n`);
    throw new AppError('bad-data', `The workspace can't be opened: ${damage.length} places are damaged. \`stratoscope repair\` brings back what can be read.`, { cause: error });
  });
  await using reached = closing(opened);
  const { rows, samples, damage, damaged } = await reached.client.store.check({});
  for (const sentence of damage) print(`${sentence}\n`);
  if (damaged > 0) throw new AppError('bad-data', `${damaged} things are damaged, beside ${rows} rows that were read; answers leave them out. \`stratoscope repair\` takes them out, once Stratoscope is stopped.`);
  print(`${rows} rows, ${samples} samples: all as they were written.\n`);
}

/** Everything is sealed, merged and made cold, and what is free is given back. */
export async function runCompact(dataDir: string, { places, log, print }: Surroundings): Promise<void> {
  await using reached = closing(await reach(dataDir, places, log));
  const { rows, samples, fileBytes } = await reached.client.store.compact({});
  print(`${rows} rows, ${samples} samples in ${fileBytes} bytes.\n`);
}

/** A fresh link to the running host's page. */
export async function runLink(dataDir: string, { print }: Pick<Surroundings, 'print'>): Promise<void> {
  const presence = await findHost(dataDir);
  if (!presence) throw new AppError('not-found', `No Stratoscope runs on ${dataDir}. Start one with \`stratoscope serve\`.`);
  await using reached = closing(await reachRunning(presence));
  print(`${(await reached.client.access.link({})).url}\n`);
}

function gridOf({ from, to, step }: Pick<QueryFlags, 'from' | 'to' | 'step'>, now: number): { from: number; to: number; step: number } {
  const end = to?.(now) ?? now;
  const start = from?.(now) ?? end - 3_600_000;
  return { from: start, to: end, step: step ?? stepFor(start, end) };
}

const seconds = (ms: number): string => String(ms / 1000);

async function prometheusText(answer: Promise<{ readonly body: Uint8Array }>): Promise<string> {
  return `${new TextDecoder().decode((await answer).body)}\n`;
}

export const closing = (reached: Reached) => ({ client: reached.client, [Symbol.asyncDispose]: () => reached.close() });
