import { gauge, measure, words, type Measurement } from './measurement.ts';

export type Transport = 'tcp' | 'udp';
/** A port that something waits at. `address` as people write it: 0.0.0.0, ::1. */
export interface Listener { readonly proto: Transport; readonly port: number; readonly address: string }

const LISTENING = gauge('listening_port', 'A local address and port that a program waits at for connections (tcp) or packets (udp); always 1.', ['proto', 'port', 'address']);
/** States as /proc/net/tcp writes them: a TCP socket that listens, a UDP socket that is bound and not connected. */
const WAITING: Readonly<Record<Transport, string>> = { tcp: '0A', udp: '07' };

/** How a machine writes addresses, and which ports its programs are given when they ask for any. */
export interface AddressForm { readonly bigEndian: boolean; readonly anyPorts: readonly [from: number, to: number] | null }

/**
 * Listeners from the text of /proc/net/tcp, tcp6, udp or udp6, in order and each once. UDP ports out of the range for any port are left out: they
 * belong to clients that wait for an answer.
 * text     lines as `  0: 0100007F:0CEA 00000000:0000 0A …`: slot, local address, remote address, state; all hexadecimal
 * source   the kernel's Documentation/networking/proc_net_tcp; an address is written word by word in the machine's own byte order
 */
export function parseListening(proto: Transport, text: string, { bigEndian, anyPorts }: AddressForm): Listener[] {
  const found = new Map<string, Listener>();
  for (const line of text.split('\n')) {
    const [slot = '', local = '', , state] = words(line);
    const [, hex, portHex] = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(local) ?? [];
    if (!slot.endsWith(':') || state !== WAITING[proto] || hex === undefined || portHex === undefined) continue;
    const port = Number.parseInt(portHex, 16);
    if (port === 0 || (proto === 'udp' && anyPorts !== null && port >= anyPorts[0] && port <= anyPorts[1])) continue;
    found.set(local, { proto, port, address: addressOf(hex, bigEndian) });
  }
  return [...found.values()].sort((a, b) => a.port - b.port || (a.address < b.address ? -1 : 1));
}

export function listenerMeasurements(listeners: readonly Listener[], most: number): Measurement[] {
  const out: Measurement[] = [];
  for (const { proto, port, address } of listeners.slice(0, most)) measure(out, LISTENING, 1, [proto, String(port), address]);
  return out;
}

const BIG_ENDIAN = /^(s390x?|ppc|ppc64|sparc(64)?|m68k|parisc(64)?|armeb|aarch64_be)$/;

/** Whether a machine writes the highest byte first: loopback's own address says so, else its kind; MIPS comes in both orders under one name. */
export function writesBigEndian(texts: readonly string[], arch: string): boolean {
  if (texts.some(text => text.includes(' 0100007F:'))) return false;
  return texts.some(text => text.includes(' 7F000001:')) || BIG_ENDIAN.test(arch);
}

function addressOf(hex: string, bigEndian: boolean): string {
  const bytes = hex.match(/.{8}/g)!.flatMap(word => {
    const four = word.match(/../g)!.map(byte => Number.parseInt(byte, 16));
    return bigEndian ? four : four.reverse();
  });
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, i) => (bytes[2 * i]! * 256 + bytes[2 * i + 1]!).toString(16));
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1); // shortened as RFC 5952 says
}
