import type { Reply } from '../../src-main/shared/rpc/contract.ts';
import { decode, encode } from '../../src-main/shared/rpc/wire.ts';
import type { OpenPipe } from './link.ts';

/** The pipe that fits where the page runs: Electron's preload hands over a port, a browser opens a socket to where it got the page from. */
export const pipeHere = (): OpenPipe =>
  / Electron\//.test(navigator.userAgent) ? overPreload(window) : overSocket(new URL('/rpc', location.href.replace(/^http/, 'ws')).href);

/** A WebSocket at `url`. When it ends without ever opening, one plain request tells a missing host from a host that wants a new login. */
export const overSocket = (url: string): OpenPipe => events => {
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  let opened = false;
  socket.onopen = () => { opened = true; events.opened(); };
  socket.onmessage = event => events.message(decode(event.data) as Reply);
  socket.onclose = async () => events.ended(!opened && await wantsLogin(url) ? 'refused' : 'lost');
  return { send: message => socket.send(encode(message)), close: () => socket.close() };
};

async function wantsLogin(socketUrl: string): Promise<boolean> {
  try {
    const answer = await fetch(new URL('/', socketUrl.replace(/^ws/, 'http')), { method: 'HEAD', signal: AbortSignal.timeout(3_000) });
    return answer.status === 401;
  } catch {
    return false; // nobody there to ask
  }
}

/** The port that the preload posts into the window, once per load of the page. Columns cross it as they are. */
export const overPreload = (source: Window): OpenPipe => events => {
  let port: MessagePort | undefined;
  const take = (event: MessageEvent) => {
    if (event.source !== source || event.data !== 'stratoscope-port' || !event.ports[0]) return;
    source.removeEventListener('message', take);
    port = event.ports[0];
    port.onmessage = ({ data }) => events.message(data as Reply);
    port.addEventListener('close', () => events.ended('lost'));
    port.start();
    events.opened();
  };
  source.addEventListener('message', take);
  return { send: message => port?.postMessage(message), close: () => port?.close() };
};
