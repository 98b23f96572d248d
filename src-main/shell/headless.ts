import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { AuditTrail } from '../access/audit.ts';
import type { Caller } from '../access/caller.ts';
import { openCallers } from '../access/callers.ts';
import type { Tokens } from '../access/tokens.ts';
import { refusal } from '../api/answers.ts';
import { AppError } from '../shared/model/errors.ts';
import type { Contract } from '../shared/rpc/contract.ts';
import type { Journal, Service } from '../shared/rpc/server.ts';
import { gateWith, LOOPBACK_NAMES, type Verdict } from './gate.ts';
import { CLOSED_POLICY, newNonce, policyWith, SECURITY_HEADERS } from './headers.ts';
import { openHttp } from './http.ts';
import { lockedPage } from './locked.ts';
import { openPage } from './page.ts';
import { openSockets } from './socket.ts';

export interface ListenAddress { readonly host: string; readonly port: number }

export interface DoorParts {
  readonly service: Service<Contract, Caller>;
  readonly tokens: Tokens;
  readonly audit: AuditTrail;
  readonly journal: Journal;
  readonly listen: ListenAddress;
  /** further names under which this computer may be reached */
  readonly hostNames: readonly string[];
  /** where the built page lies */
  readonly pageRoot: string;
}

export interface Door {
  /** `http://127.0.0.1:9797`, without a slash at the end */
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * The HTTP and WebSocket door. Every request passes the gate before any routing; what passes is answered through the guard.
 * errors  AppError 'conflict' when the port is taken, 'invalid-input' when the address is not this computer's
 */
export async function openDoor(parts: DoorParts): Promise<Door> {
  const { service, tokens, journal, listen } = parts;
  const callers = new WeakMap<IncomingMessage, Caller>();
  let port = listen.port;
  let open = true;
  const cookieName = () => `stratoscope_${port}`;
  const gate = gateWith({ names: namesOf(parts), identify: openCallers(tokens, parts.audit, cookieName), redeem: tokens.redeem });
  const judge = (request: IncomingMessage): Verdict => {
    const { host, origin, authorization, cookie, 'sec-fetch-site': fetchSite, 'sec-fetch-mode': fetchMode } = request.headers;
    const verdict = gate({ method: request.method ?? '', url: request.url ?? '', host, origin, authorization, cookie, fetchSite, fetchMode });
    if (verdict.kind === 'pass') callers.set(request, verdict.caller);
    return verdict;
  };

  const sockets = openSockets(service, journal);
  tokens.onRevoked(sockets.endOf);
  const app = await openHttp({
    service, journal, page: await openPage(parts.pageRoot),
    callerOf: request => callers.get(request) ?? unguarded(),
    serve: handle => createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: REQUEST_MS, maxHeaderSize: MAX_HEADER_BYTES }, (request, response) => {
      const verdict = judge(request);
      if (verdict.kind === 'pass') handle(request, response);
      else turnAway(request, response, verdict, { open, cookieName: cookieName() });
    }),
  });
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const verdict = judge(request);
    if (verdict.kind === 'pass' && request.url?.split('?')[0] === '/rpc') sockets.accept(request, socket, head, verdict.caller);
    else endUpgrade(socket, verdict.kind === 'refused' ? verdict.status : 404);
  });
  port = await listenOn(app.server, listen);
  app.server.on('error', error => journal.unexpected('listener', error));
  return {
    origin: `http://${isWildcard(listen.host) ? '127.0.0.1' : listen.host}:${port}`,
    close: async () => {
      open = false;
      sockets.close();
      await closeServer(app.server);
      await app.close();
    },
  };
}

/** Longer than any scraper's or dashboard's interval, so that their connections last. */
const KEEP_ALIVE_MS = 120_000;
/** A request has come in whole by then, or it is cut off: 64 MB at the speed of a slow uplink. */
const REQUEST_MS = 180_000;
/** A query may stand in the address. */
const MAX_HEADER_BYTES = 256 * 1024;

const unguarded = (): never => { throw new Error('BUG: a request reached a route without passing the gate'); };
const isWildcard = (host: string): boolean => host === '0.0.0.0' || host === '[::]';

const namesOf = ({ listen, hostNames }: DoorParts): ReadonlySet<string> =>
  new Set([...LOOPBACK_NAMES, ...(isWildcard(listen.host) ? [] : [listen.host]), ...hostNames].map(name => name.toLowerCase()));

async function listenOn(server: Server, { host, port }: ListenAddress): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => reject(listenError(error, host, port));
    server.once('error', fail);
    server.listen({ host: host.replace(/^\[|\]$/g, ''), port, exclusive: true }, () => {
      server.off('error', fail);
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}

/** How long requests that are under way may take to end. */
const PARTING_MS = 3_000;

async function closeServer(server: Server): Promise<void> {
  const hurry = setTimeout(() => server.closeAllConnections(), PARTING_MS);
  await new Promise<void>(resolve => server.close(() => resolve()));
  clearTimeout(hurry);
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): unknown {
  if (error.code === 'EADDRINUSE') return new AppError('conflict', `Port ${port} of ${host} is in use. Stop what listens there, or choose another with --listen ${host}:PORT (0 = any free one).`, { cause: error });
  if (error.code === 'EACCES') return new AppError('forbidden', `Port ${port} of ${host} needs rights this user lacks. Choose one above 1023 with --listen ${host}:PORT.`, { cause: error });
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') return new AppError('invalid-input', `${host} is no address of this computer.`, { cause: error });
  return error;
}

interface TurnedAway { readonly open: boolean; readonly cookieName: string }

/** Answers what does not reach a route: health, the exchange of a code, and refusals. */
function turnAway(request: IncomingMessage, response: ServerResponse, verdict: Exclude<Verdict, { kind: 'pass' }>, { open, cookieName }: TurnedAway): void {
  const headers = { ...SECURITY_HEADERS, 'Cache-Control': 'no-store' };
  request.resume(); // a body nobody reads must not keep the answer from being read
  if (verdict.kind === 'health') {
    const well = open || verdict.which === 'healthy';
    response.writeHead(well ? 200 : 503, { ...headers, 'Content-Type': 'text/plain' }).end(well ? 'ok\n' : 'closing\n');
  } else if (verdict.kind === 'welcome') {
    const cookie = `${cookieName}=${verdict.session}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${Math.floor(verdict.maxAgeMs / 1000)}`;
    response.writeHead(303, { ...headers, Location: verdict.location, 'Set-Cookie': cookie }).end();
  } else if (verdict.status === 401 && wantsPage(request)) {
    const nonce = newNonce();
    response.writeHead(401, { ...headers, 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': policyWith(nonce) }).end(lockedPage(nonce));
  } else {
    const { contentType, body } = refusal({ code: verdict.status === 401 ? 'unauthorized' : 'forbidden', message: verdict.reason });
    const asking = verdict.status === 401 ? { 'WWW-Authenticate': 'Bearer realm="Stratoscope"' } : {};
    response.writeHead(verdict.status, { ...headers, ...asking, 'Content-Type': contentType, 'Content-Security-Policy': CLOSED_POLICY, Connection: 'close' }).end(body);
  }
}

const wantsPage = (request: IncomingMessage): boolean =>
  request.method === 'GET' && (request.url?.split('?')[0] === '/' || String(request.headers.accept ?? '').includes('text/html'));

function endUpgrade(socket: Duplex, status: 401 | 403 | 404): void {
  const reason = { 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found' }[status];
  socket.end(`HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
