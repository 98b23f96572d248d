import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Caller } from '../access/caller.ts';
import type { Contract } from '../shared/rpc/contract.ts';
import { fromWebSocket } from '../shared/rpc/ports.ts';
import { type Journal, serve, type Service } from '../shared/rpc/server.ts';

/** Sockets of the page and of other clients; each serves the contract for the caller who opened it. */
export interface Sockets {
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, caller: Caller): void;
  /** Ends the sockets of a token, or of browsers let in by it, that is no longer valid. */
  endOf(name: string): void;
  close(): void;
}

/** Requests are small; what is large goes in by HTTP. */
const MAX_FRAME_BYTES = 4 * 1024 * 1024;
/** A peer that is silently gone (a laptop that sleeps, a broken tunnel) is noticed after one to two of these. */
const PING_EVERY_MS = 30_000;
/** How long a peer may take to say goodbye. */
const PARTING_MS = 500;

export function openSockets(service: Service<Contract, Caller>, journal: Journal): Sockets {
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false });
  const live = new Map<WebSocket, { readonly caller: Caller; answered: boolean }>();
  const pinging = setInterval(() => {
    for (const [socket, state] of live) {
      if (!state.answered) socket.terminate();
      state.answered = false;
      socket.ping();
    }
  }, PING_EVERY_MS);
  pinging.unref();

  return {
    accept: (request, socket, head, caller) => server.handleUpgrade(request, socket, head, accepted => {
      const state = { caller, answered: true };
      live.set(accepted, state);
      accepted.on('pong', () => { state.answered = true; });
      accepted.on('error', error => journal.malformed(error.message)); // a frame too large, a bad opcode; ws closes it
      accepted.on('close', () => live.delete(accepted));
      serve(service, fromWebSocket(accepted, journal.malformed), caller, journal);
    }),
    endOf: name => {
      for (const [socket, { caller }] of live) if (caller.via !== 'window' && caller.name === name) socket.close(1008, 'revoked');
    },
    close: () => {
      clearInterval(pinging);
      for (const socket of live.keys()) {
        socket.close(1001, 'Stratoscope ends');
        setTimeout(() => socket.terminate(), PARTING_MS).unref();
      }
      server.close();
    },
  };
}
