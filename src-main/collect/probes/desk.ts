import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type LookupFunction } from 'node:net';
import { ScrapeFailure } from '../failure.ts';
import { probeFailure } from './failure.ts';
import type { Names } from './names.ts';
import type { Place, Vantage } from './vantage.ts';

const MAX_OUTPUT_BYTES = 64 * 1024;

/** This computer. ping: the program */
export function desk(names: Names, ping = 'ping'): Vantage {
  return {
    name: 'this computer',
    ready: () => true,
    lookup: (host, ipProtocol, signal) => names.lookup(host, ipProtocol, signal),
    connect: connectHere,
    exchange: exchangeHere,
    ping: (place, timeoutMs, signal) => pingHere(ping, place, timeoutMs, signal),
  };
}

const connectHere: Vantage['connect'] = async ({ host, addresses }, port, signal) => {
  const known: LookupFunction = (_name, { all }, answer) => all ? answer(null, [...addresses!]) : answer(null, addresses![0]!.address, addresses![0]!.family);
  const socket = connect({ host, port, lookup: known, autoSelectFamily: true, noDelay: true });
  try {
    await once(socket, 'connect', { signal });
    return { stream: socket, address: socket.remoteAddress ?? null };
  } catch (error) {
    socket.on('error', () => undefined).destroy();
    signal.throwIfAborted();
    throw probeFailure(error, `${host}:${port}`);
  }
};

const exchangeHere: Vantage['exchange'] = async ({ host, addresses }, port, message, signal) => {
  const { address, family } = addresses![0]!;
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  socket.on('error', () => undefined); // also one that comes when nobody waits any more
  try {
    socket.connect(port, address);
    await once(socket, 'connect', { signal });
    const answer = once(socket, 'message', { signal });
    socket.send(message);
    const [bytes]: unknown[] = await answer;
    if (!(bytes instanceof Uint8Array)) throw new Error('BUG: a datagram without bytes');
    return bytes;
  } catch (error) {
    signal.throwIfAborted();
    throw probeFailure(error, `${host}:${port}`);
  } finally {
    socket.close();
  }
};

function pingHere(program: string, { host, addresses }: Place, timeoutMs: number, signal: AbortSignal): Promise<string> {
  const { address, family } = addresses![0]!;
  const seconds = String(Math.ceil(timeoutMs / 1000));
  const isMac = process.platform === 'darwin';
  if (!isMac && process.platform !== 'linux') throw new ScrapeFailure('source', `ICMP probes from ${process.platform} are not made; make this one from an SSH host`);
  const file = isMac && family === 6 ? 'ping6' : program;
  const patience = isMac ? [] : ['-W', seconds];
  return new Promise((resolve, reject) => {
    execFile(file, ['-n', '-c', '1', ...patience, address], { env: { ...process.env, LC_ALL: 'C' }, maxBuffer: MAX_OUTPUT_BYTES, killSignal: 'SIGKILL', signal }, (error, stdout, stderr) => {
      if (signal.aborted) reject(signal.reason);
      else if (error !== null && typeof error.code === 'string') reject(unusable(file, error.code, host));
      else resolve(`${stdout}\n${stderr}`); // an exit code above 0 stands for no answer, too
    });
  });
}

function unusable(file: string, code: string, host: string): ScrapeFailure {
  if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return new ScrapeFailure('source', `${file} printed more than ${MAX_OUTPUT_BYTES} bytes about ${host}`);
  const why = code === 'ENOENT' ? 'is not installed on this computer (Debian has it in iputils-ping)' : `could not be started: ${code}`;
  return new ScrapeFailure('source', `${file} ${why}, and nothing else sends ICMP without root; ${host} was not asked`);
}
