import { announce } from '../host/presence.ts';
import { openHost } from '../host/host.ts';
import { tokenFromFile } from '../host/config.ts';
import { newSecret } from '../access/credentials.ts';
import { OWNER } from '../access/caller.ts';
import type { Log } from '../base/log.ts';
import { type ListenAddress, openDoor } from './headless.ts';
import { requireLoopback } from './options.ts';
import type { Places } from './places.ts';
import { warmDoor } from './warmdoor.ts';

export interface ServeOptions {
  readonly dataDir: string;
  readonly workspace: string;
  readonly listen: ListenAddress;
  readonly insecure: boolean;
  readonly self: boolean;
  readonly tokenFile?: string | undefined;
  readonly hostNames: readonly string[];
}

export interface Serving {
  readonly origin: string;
  /** a fresh link that lets one browser in, within a minute */
  newLink(): string;
  /** Everything flushed and unlocked. */
  close(): Promise<void>;
}

/** The host with its HTTP door. What has been opened is closed again when the rest can't be. */
export async function serveHost(options: ServeOptions, places: Places, log: Log): Promise<Serving> {
  requireLoopback(options.listen, options.insecure);
  await using open = new AsyncDisposableStack();
  const local = newSecret('sts_');
  let origin = '';
  const linkWith = (code: string) => `${origin}/?code=${code}`;
  const host = open.adopt(await openHost({
    dataDir: options.dataDir, workspace: options.workspace, door: 'headless', version: places.version, workers: places.workers,
    collecting: true, self: options.self, ownerTokens: [local, ...await adminTokens(options.tokenFile)], linkWith, log, readyRules: places.readyRules, externalUrl: () => origin,
  }), opened => opened.close());
  const { service, tokens, audit, journal } = host;
  const door = open.adopt(await openDoor({ service, tokens, audit, journal, listen: options.listen, hostNames: options.hostNames, pageRoot: places.pageRoot }), opened => opened.close());
  origin = door.origin;
  open.adopt(await announce(options.dataDir, { url: origin, token: local }), word => word.withdraw());
  open.use(warmDoor(origin, local));
  log.info({ origin, dataDir: options.dataDir }, 'ready');
  const all = open.move();
  return { origin, newLink: () => linkWith(tokens.newCode(OWNER, 'admin')), close: () => all.disposeAsync() };
}

async function adminTokens(tokenFile: string | undefined): Promise<string[]> {
  const given = process.env['STRATOSCOPE_TOKEN'] ?? '';
  return [...(given === '' ? [] : [given]), ...(tokenFile === undefined ? [] : [await tokenFromFile(tokenFile)])];
}

/** An error that nobody foresaw is worth a line, not the end: samples go on being collected. */
export function surviveErrors(log: Log): void {
  process.on('uncaughtException', error => log.error({ err: error }, 'uncaught'));
  process.on('unhandledRejection', error => log.error({ err: error }, 'unhandled'));
}

/**
 * The first signal that says to end. To be asked for before anything is opened: one that comes while the host starts, or in the moment
 * after it has said that it is ready, ends it as cleanly as any. A second one doesn't wait for the flush.
 */
export const endSignal = (): Promise<string> => new Promise(resolve => {
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(name, resolve);
});

/** Runs until the signal, then closes. */
export async function untilSignal(signal: Promise<string>, serving: Pick<Serving, 'close'>, log: Log): Promise<void> {
  log.info({ signal: await signal }, 'ending');
  await serving.close();
}
