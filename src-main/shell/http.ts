import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, type RouteOptions } from 'fastify';
import type { Caller } from '../access/caller.ts';
import { refusal } from '../api/answers.ts';
import { callRoute, type HttpStream, type Route, routes } from '../api/routes.ts';
import type { HttpAnswer } from '../shared/contract/prometheus.ts';
import { AppError, toWire } from '../shared/model/errors.ts';
import type { Contract } from '../shared/rpc/contract.ts';
import { invoke, type Journal, procedureAt, type Service } from '../shared/rpc/server.ts';
import { Bodies } from './bodies.ts';
import { CLOSED_POLICY, newNonce, policyWith, SECURITY_HEADERS } from './headers.ts';
import type { Page, PageFile } from './page.ts';

declare module 'fastify' {
  interface FastifyContextConfig { procedure?: string }
}

export interface HttpParts {
  readonly service: Service<Contract, Caller>;
  readonly page: Page;
  readonly journal: Journal;
  /** the listener that fastify answers through; who asks is known for every request that reaches it */
  readonly serve: (handle: (request: IncomingMessage, response: ServerResponse) => void) => Server;
  readonly callerOf: (request: IncomingMessage) => Caller;
}

const PAGE = 'host.page';
const DEFAULT_BODY_LIMIT = 1024;

/** Mounts every route over its procedure, so that nothing can go round the guard. */
export async function openHttp(parts: HttpParts): Promise<FastifyInstance> {
  const { service, journal, callerOf } = parts;
  const app = Fastify({
    logger: false, bodyLimit: DEFAULT_BODY_LIMIT, serverFactory: parts.serve,
    routerOptions: { maxParamLength: 1024 }, // a label's name may be that long
    frameworkErrors: (_error, _request, reply) => { void send(reply, refusal({ code: 'invalid-input', message: 'The address is malformed.' })); },
  });
  app.addHook('onRoute', requireProcedure(service.contract));
  app.removeAllContentTypeParsers();
  const bodies = new Bodies();
  app.addContentTypeParser('*', (request: FastifyRequest, stream: IncomingMessage) => bodies.read(stream, { declared: lengthOf(request.raw), limitBytes: request.routeOptions.bodyLimit ?? DEFAULT_BODY_LIMIT }));
  app.addHook('onRequest', async request => { await refuseEarly(service, request, callerOf(request.raw)); });
  app.setErrorHandler((error, request, reply) => {
    if (!request.raw.readableEnded) void reply.header('Connection', 'close'); // the rest of a body that is refused is not waited for
    request.raw.resume();
    return send(reply, refusal(asAppError(error, request, journal)));
  });
  app.setNotFoundHandler((request, reply) => send(reply, refusal({ code: 'not-found', message: `Nothing answers ${request.method} ${request.url.split('?')[0]}.` })));

  for (const route of allRoutes(service.contract)) mount(app, parts, route);
  mountPage(app, parts);
  await app.ready();
  return app;
}

/** A route that stands over no procedure of the contract keeps the server from starting. */
export const requireProcedure = (contract: Contract) => (route: RouteOptions): void => {
  const procedure = route.config?.procedure;
  if (procedure === undefined || !procedureAt(contract, procedure)) throw new Error(`BUG: ${route.method} ${route.url} is declared over no procedure`);
};

/** Every route but the page's: those of the API, and `POST /api/<group>.<name>` for every procedure that answers once. */
export const allRoutes = (contract: Contract): readonly Route[] => [...routes, ...Object.entries(contract).flatMap(([group, procedures]) =>
  Object.entries(procedures).filter(([, { kind }]) => kind !== 'stream').map(([name]) => callRoute(`${group}.${name}`)))];

function lengthOf({ headers }: IncomingMessage): number | null {
  const length = Number(headers['content-length'] ?? 'none');
  return Number.isSafeInteger(length) ? length : null;
}

/** Who lacks the permission is refused by the guard before a body is read: 64 MB are not taken in from someone who may not send them. */
async function refuseEarly(service: Service<Contract, Caller>, request: FastifyRequest, caller: Caller): Promise<void> {
  const path = request.routeOptions.config.procedure;
  const procedure = path === undefined ? undefined : procedureAt(service.contract, path);
  if (path === undefined || !procedure || caller.permissions.has(procedure.needs)) return;
  await invoke(service, path, undefined, caller, new AbortController().signal);
}

function mount(app: FastifyInstance, { service, callerOf }: HttpParts, route: Route): void {
  app.route({
    method: route.method, url: route.path, bodyLimit: route.bodyLimitBytes, config: { procedure: route.procedure },
    handler: async (request, reply) => {
      const input = route.input({
        path: request.params as Record<string, string>, query: request.raw.url?.split('?').slice(1).join('?') ?? '',
        headers: request.headers, body: request.body instanceof Uint8Array ? request.body : new Uint8Array(0),
      });
      const answer = route.answer(await invoke(service, route.procedure, input, callerOf(request.raw), goneSignal(reply)));
      return 'chunks' in answer ? sendStream(reply, answer) : send(reply, answer);
    },
  });
}

/** Aborts when whoever asked has left before the answer was complete. */
function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => { if (!reply.raw.writableFinished) gone.abort(); });
  return gone.signal;
}

function mountPage(app: FastifyInstance, { service, page, callerOf }: HttpParts): void {
  app.route({
    method: 'GET', url: '/*', config: { procedure: PAGE },
    handler: async (request, reply) => {
      await invoke(service, PAGE, {}, callerOf(request.raw), goneSignal(reply));
      const path = decodeURIComponent(request.url.split('?')[0] ?? '/');
      const file = path === '/index.html' ? undefined : await page.file(path, String(request.headers['accept-encoding'] ?? ''));
      if (file) return sendFile(reply, file, CLOSED_POLICY);
      if (!isScreen(path)) throw new AppError('not-found', `There is no ${path}.`);
      const nonce = newNonce();
      const index = await page.index(nonce);
      if (!index) throw new AppError('unavailable', 'The page is not built: run `npm run build`.');
      return sendFile(reply, index, policyWith(nonce));
    },
  });
}

/** A screen's address has no extension in its last part and stands under none of our other trees. */
const isScreen = (path: string): boolean => path === '/index.html' || (!/\.[a-z0-9]+$/i.test(path) && !/^\/(api|assets|-)(\/|$)/.test(path) && path !== '/rpc' && path !== '/metrics');

const send = (reply: FastifyReply, { status, contentType, body, headers = {} }: HttpAnswer) =>
  reply.code(status).headers({ ...SECURITY_HEADERS, 'Content-Security-Policy': CLOSED_POLICY, 'Cache-Control': 'no-store', ...headers })
    .type(contentType).send(status === 204 ? undefined : Buffer.from(body.buffer, body.byteOffset, body.byteLength));

const sendStream = (reply: FastifyReply, { contentType, headers, chunks }: HttpStream) =>
  reply.headers({ ...SECURITY_HEADERS, 'Content-Security-Policy': CLOSED_POLICY, 'Cache-Control': 'no-store', ...headers }).type(contentType).send(Readable.from(chunks));

const sendFile = (reply: FastifyReply, { body, contentType, encoding, cacheControl }: PageFile, policy: string) =>
  reply.headers({ ...SECURITY_HEADERS, 'Content-Security-Policy': policy, 'Cache-Control': cacheControl, Vary: 'Accept-Encoding', ...(encoding ? { 'Content-Encoding': encoding } : {}) })
    .type(contentType).send(Buffer.from(body.buffer, body.byteOffset, body.byteLength));

function asAppError(error: unknown, request: FastifyRequest, journal: Journal): Pick<AppError, 'code' | 'message'> {
  if (error instanceof AppError) return error;
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status >= 400 && status < 500) return { code: 'invalid-input', message: error instanceof Error ? error.message : 'The request is malformed.' };
  journal.unexpected(`${request.method} ${request.url.split('?')[0]}`, error);
  return toWire(error);
}
