import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openLog } from '../../src-main/base/log.ts';
import { type Host, openHost } from '../../src-main/host/host.ts';
import type { Permission, Role } from '../../src-main/shared/model/permission.ts';
import { PERMISSIONS_OF } from '../../src-main/shared/model/permission.ts';
import { type Door, openDoor } from '../../src-main/shell/headless.ts';
import { placesFrom } from '../../src-main/shell/places.ts';

export const OWNER_TOKEN = 'the-owner-s-token';
const ROLES: readonly Role[] = ['viewer', 'ingest', 'operator', 'admin'];

/** A real host behind a real door on a free port, with a token of every role. */
export interface OpenDoor extends AsyncDisposable {
  readonly host: Host;
  readonly door: Door;
  readonly port: number;
  readonly tokenOf: Readonly<Record<Role, string>>;
  /** lines of the log */
  readonly log: readonly string[];
  ask(what: Asked): Promise<Answer>;
}
export interface Asked {
  readonly method?: string;
  readonly path: string;
  /** null: none */
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}
export interface Answer { readonly status: number; readonly headers: NodeJS.Dict<string | string[]>; readonly text: string }

export async function openTestDoor(options: { readonly hostNames?: readonly string[]; readonly pageRoot?: string } = {}): Promise<OpenDoor> {
  const dir = await mkdtemp(join(tmpdir(), 'stratoscope-doors-'));
  const log: string[] = [];
  const places = placesFrom(pathToFileURL('src-main/shell/cli.ts').href);
  const host = await openHost({
    dataDir: join(dir, 'data'), keyDir: join(dir, 'keys'), workspace: 'default', door: 'headless', version: places.version, workers: places.workers, collecting: false, self: false,
    ownerTokens: [OWNER_TOKEN], linkWith: code => `http://127.0.0.1/?code=${code}`, log: openLog('warn', { write: line => { log.push(line); } }),
  });
  const { service, tokens, audit, journal } = host;
  const door = await openDoor({ service, tokens, audit, journal, listen: { host: '127.0.0.1', port: 0 }, hostNames: options.hostNames ?? [], pageRoot: options.pageRoot ?? places.pageRoot });
  const port = Number(new URL(door.origin).port);
  const tokenOf = Object.fromEntries(ROLES.map(role => [role, tokens.create(role, role).token])) as Record<Role, string>;
  return {
    host, door, port, tokenOf, log,
    ask: asked => send(port, asked),
    [Symbol.asyncDispose]: async () => {
      await door.close();
      await host.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** A role that lacks the permission; undefined for one that all have. */
export const roleWithout = (needs: Permission): Role | undefined => ROLES.find(role => !PERMISSIONS_OF[role].has(needs));

function send(port: number, { method = 'GET', path, token = OWNER_TOKEN, headers = {}, body }: Asked): Promise<Answer> {
  const sent = { ...(token === null ? {} : { Authorization: `Bearer ${token}` }), ...(body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }), ...headers };
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port, method, path, headers: sent, agent: false }, response => {
      const parts: Buffer[] = [];
      response.on('data', part => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(parts).toString() }));
      response.on('error', reject);
    });
    asking.on('error', reject);
    asking.end(body);
  });
}
