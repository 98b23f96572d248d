import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { callerOf, OWNER } from '../access/caller.ts';
import type { Log } from '../base/log.ts';
import { openHost } from '../host/host.ts';
import { findHost, type Presence } from '../host/presence.ts';
import { contract, type HostContract } from '../shared/contract/index.ts';
import { AppError } from '../shared/model/errors.ts';
import { connect } from '../shared/rpc/client.ts';
import type { Client, Reply, Request } from '../shared/rpc/contract.ts';
import { fromWebSocket, portPair } from '../shared/rpc/ports.ts';
import { serve } from '../shared/rpc/server.ts';
import type { Places } from './places.ts';

/** A workspace that a command can ask; closing it gives it back. */
export interface Reached { readonly client: Client<HostContract>; close(): Promise<void> }

/**
 * The running host of a workspace when there is one; else the workspace itself, locked and opened without collecting.
 * errors  AppError 'not-found' when there is no workspace, 'conflict' when it is locked by a host that can't be asked
 */
export async function reach(dataDir: string, places: Places, log: Log): Promise<Reached> {
  const presence = await findHost(dataDir);
  return presence ? reachRunning(presence) : reachClosed(dataDir, places, log);
}

export async function reachRunning({ url, token }: Presence): Promise<Reached> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/rpc`, { headers: { Authorization: `Bearer ${token}` }, handshakeTimeout: 5_000, maxPayload: 0 });
  const client = connect(contract, fromWebSocket<Request, Reply>(socket));
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', cause => reject(new AppError('unreachable', `The running Stratoscope at ${url} does not answer: ${cause.message}`, { cause })));
  });
  return {
    client,
    close: () => new Promise(resolve => {
      socket.once('close', () => resolve());
      socket.close();
    }),
  };
}

async function reachClosed(dataDir: string, places: Places, log: Log): Promise<Reached> {
  await access(join(dataDir, 'metrics.db')).catch(cause => { throw new AppError('not-found', `There is no workspace in ${dataDir}. Name another with --data-dir, or make one with \`stratoscope serve\`.`, { cause }); });
  const host = await openHost({
    dataDir, workspace: 'default', door: 'headless', version: places.version, workers: places.workers,
    collecting: false, self: false, ownerTokens: [], linkWith: () => { throw new AppError('unavailable', 'No host is running: nothing to link to.'); }, log, readyRules: places.readyRules,
  });
  const pair = portPair<Reply, Request>();
  serve(host.service, pair.near, callerOf(OWNER, 'admin', 'token'), host.journal);
  return {
    client: connect(contract, pair.far),
    close: async () => {
      pair.close();
      await host.close();
    },
  };
}
