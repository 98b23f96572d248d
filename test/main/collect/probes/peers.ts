import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createSecureServer } from 'node:http2';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

/** What can be listened on and stopped. */
export interface Peer { readonly port: number; stop(): Promise<void> }

/** A TCP server on a free port of 127.0.0.1. */
export async function tcpPeer(onSocket: (socket: Socket) => void): Promise<Peer> {
  return listening(createServer(onSocket));
}

/** A TLS server; with `answer`, an HTTP server over TLS that speaks HTTP/2 and HTTP/1.1. */
export async function tlsPeer(pair: { readonly key: string; readonly cert: string }, answer?: RequestListener): Promise<Peer> {
  if (answer === undefined) return listening(createTlsServer(pair, socket => { socket.on('error', () => undefined).end(); }));
  return listening(createSecureServer({ ...pair, allowHTTP1: true }, (request, response) => { answer(request as never, response as never); }));
}

async function listening(server: Server): Promise<Peer> {
  const sockets = new Set<Socket>();
  server.on('connection', socket => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
