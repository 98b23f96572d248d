import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** A request as it came. `at` in ms of performance.now(). */
export interface Posted { readonly path: string; readonly method: string; readonly headers: NodeJS.Dict<string | string[]>; readonly body: string; readonly at: number }
export type Answering = (posted: Posted, response: ServerResponse) => void;

export interface WebhookServer {
  /** as http://127.0.0.1:39999 */
  readonly url: string;
  readonly port: number;
  readonly posted: readonly Posted[];
  /** Resolves once `count` requests have come; rejects after `withinMs`. */
  until(count: number, withinMs?: number): Promise<readonly Posted[]>;
  stop(): Promise<void>;
}

/** Takes what is posted to it; answers 200 with `ok`, or as it is told. `port` 0 = a free one. */
export async function startWebhookServer(answer: Answering = (_posted, response) => { response.end('ok'); }, port = 0): Promise<WebhookServer> {
  const posted: Posted[] = [];
  const waiting = new Set<() => void>();
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const one = { path: request.url ?? '', method: request.method ?? '', headers: request.headers, body: Buffer.concat(parts).toString(), at: performance.now() };
    posted.push(one);
    answer(one, response);
    for (const wake of waiting) wake();
  };
  const server = createServer((request, response) => { take(request, response).catch(() => response.destroy()); });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('BUG: a TCP server without a port');
  return {
    url: `http://127.0.0.1:${address.port}`, port: address.port, posted,
    until: (count, withinMs = 20_000) => new Promise((resolve, reject) => {
      const end = () => { waiting.delete(look); clearTimeout(timer); };
      const timer = setTimeout(() => { end(); reject(new Error(`${posted.length} of ${count} requests came within ${withinMs} ms`)); }, withinMs);
      const look = () => { if (posted.length >= count) { end(); resolve(posted); } };
      waiting.add(look);
      look();
    }),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
