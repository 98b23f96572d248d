import { parseHostPort } from '../../shared/model/hostport.ts';
import { ProbeFailure } from './failure.ts';
import { connectTo, locate } from './locate.ts';
import { noteShown, secure, tlsDetail } from './tls.ts';
import type { Probing } from './vantage.ts';

/** Connects, speaks TLS where asked to, and hangs up. Returns what was found, a sentence. */
export async function probeTcp(probing: Probing, signal: AbortSignal): Promise<string> {
  const { target, tls } = probing.config;
  const to = parseHostPort(target, null);
  if (to === null) throw new ProbeFailure(`${target} is no host:port`);
  const { place } = await locate(probing, to.host, signal);
  const { stream } = await connectTo(probing, place, to.port, signal);
  try {
    if (!tls) return `connected to ${target}`;
    const { shown, socket } = await secure(probing, stream, place.host, [], signal);
    noteShown(probing, shown);
    socket.destroy();
    return `connected to ${target}: ${tlsDetail(shown)}`;
  } finally {
    stream.destroy();
  }
}
