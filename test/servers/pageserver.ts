import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface PageServer {
  /** as http://127.0.0.1:39379 */
  readonly url: string;
  readonly port: number;
  readonly requests: IncomingMessage[];
  /** how many connections were made */
  connections(): number;
  stop(): Promise<void>;
}

/** An HTTP server on a free port of 127.0.0.1; with `tls`, an HTTPS one; with `socket`, on that unix socket instead, and its port is 0. */
export async function startPageServer(answer: RequestListener, tls?: ServerOptions, socket?: string): Promise<PageServer> {
  const requests: IncomingMessage[] = [];
  let connections = 0;
  const listener: RequestListener = (request, response) => {
    requests.push(request);
    answer(request, response);
  };
  const server: Server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.keepAliveTimeout = 0; // connections stay until the client ends them
  server.on('connection', () => { connections++; });
  if (socket === undefined) server.listen(0, '127.0.0.1');
  else server.listen(socket);
  await once(server, 'listening');
  const port = socket === undefined ? (server.address() as AddressInfo).port : 0;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    requests,
    connections: () => connections,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Answers every request with the same text. */
export const page = (text: string, headers: Record<string, string> = { 'content-type': 'text/plain; version=0.0.4' }): RequestListener =>
  (_request, response) => { response.writeHead(200, headers).end(text); };
