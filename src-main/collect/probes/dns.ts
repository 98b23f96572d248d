import { randomInt } from 'node:crypto';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { domainToASCII } from 'node:url';
import { decodeMessage, type DnsMessage, encodeQuery, type RecordType } from '../../formats/dns.ts';
import { parseHostPort } from '../../shared/model/hostport.ts';
import { addressBytes } from './addressbytes.ts';
import { ProbeFailure, probeFailure } from './failure.ts';
import { connectTo, locate } from './locate.ts';
import type { Place, Probing } from './vantage.ts';

const DURATION = 'probe_dns_duration_seconds';
const DNS_PORT = 53;
const SHOWN_RECORDS = 3;
const MAX_SHOWN = 200;

/** Asks a name server one question. Good is an answer without an error code, as blackbox_exporter has it by default. */
export async function probeDns(probing: Probing, signal: AbortSignal): Promise<string> {
  const { config: { target, dns: { name, type } }, findings, vantage } = probing;
  const to = parseHostPort(target, DNS_PORT);
  if (to === null) throw new ProbeFailure(`${target} is no host or host:port`);
  for (const count of ['answer', 'authority', 'additional']) findings.set(`probe_dns_${count}_rrs`, 0);
  findings.set('probe_dns_query_succeeded', 0);
  for (const phase of vantage.lookup === null ? ['connect', 'request'] : ['resolve', 'connect', 'request']) findings.set(DURATION, 0, ['phase', phase]);
  const { place, ms } = await locate(probing, to.host, signal);
  if (type === 'SOA') findings.set('probe_dns_serial', 0);
  if (ms !== null) findings.set(DURATION, ms / 1000, ['phase', 'resolve']);
  const message = await ask(probing, place, to.port, encodeQuery(randomInt(0x10000), askedName(name, type), type), signal);
  note(probing, message);
  if (message.rcode !== 'NOERROR') throw new ProbeFailure(`${target} answers ${message.rcode} for ${type} of ${name}`);
  return `NOERROR${message.truncated ? ', truncated' : ''}: ${summary(message)}`;
}

async function ask(probing: Probing, place: Place, port: number, query: Buffer, signal: AbortSignal): Promise<DnsMessage> {
  const { config, vantage, findings, clock } = probing;
  if (config.dns.transport === 'tcp') return askTcp(probing, place, port, query, signal);
  const start = clock.monotonic();
  const answer = await vantage.exchange(place, port, query, signal);
  findings.set(DURATION, (clock.monotonic() - start) / 1000, ['phase', 'request']);
  return checked(answer, query, config.target);
}

async function askTcp(probing: Probing, place: Place, port: number, query: Buffer, signal: AbortSignal): Promise<DnsMessage> {
  const { config, findings, clock } = probing;
  const { stream, ms } = await connectTo(probing, place, port, signal);
  findings.set(DURATION, ms / 1000, ['phase', 'connect']);
  const start = clock.monotonic();
  const abort = () => stream.destroy();
  signal.addEventListener('abort', abort, { once: true });
  try {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(query.length);
    stream.write(Buffer.concat([length, query]));
    const answer = await framed(stream);
    findings.set(DURATION, (clock.monotonic() - start) / 1000, ['phase', 'request']);
    return checked(answer, query, config.target);
  } catch (error) {
    signal.throwIfAborted();
    throw probeFailure(error, config.target);
  } finally {
    signal.removeEventListener('abort', abort);
    stream.destroy();
  }
}

/** One message with its length before it. Source: RFC 1035 4.2.2 */
async function framed(stream: Duplex): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  let end = Number.POSITIVE_INFINITY;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.length;
    if (end === Number.POSITIVE_INFINITY && length >= 2) end = 2 + Buffer.concat(chunks).readUInt16BE(0);
    if (length >= end) return Buffer.concat(chunks).subarray(2, end);
  }
  throw new ProbeFailure(length === 0 ? 'the name server closed the connection without an answer' : `the name server closed the connection after ${length} bytes of its answer`);
}

function checked(answer: Uint8Array, query: Buffer, target: string): DnsMessage {
  const message = decoded(answer, target);
  const problem = unfit(message, decodeMessage(query));
  if (problem !== null) throw new ProbeFailure(`what ${target} sent is no answer to our question: ${problem}`);
  return message;
}

function decoded(answer: Uint8Array, target: string): DnsMessage {
  try {
    return decodeMessage(answer);
  } catch (error) {
    throw probeFailure(error, `the answer of ${target}`);
  }
}

/** A server that refuses may leave the question out. */
function unfit(message: DnsMessage, query: DnsMessage): string | null {
  const [asked, repeated] = [query.questions[0]!, message.questions[0]];
  if (!message.isResponse) return 'it is a question itself';
  if (message.id !== query.id) return 'it belongs to another one';
  if (repeated === undefined) return null;
  return repeated.type === asked.type && repeated.name.toLowerCase() === asked.name.toLowerCase() ? null : `it is about ${repeated.name}`;
}

function note({ findings, config }: Probing, { answers, authority, additional }: DnsMessage): void {
  findings.set('probe_dns_answer_rrs', answers.length);
  findings.set('probe_dns_authority_rrs', authority.length);
  findings.set('probe_dns_additional_rrs', additional.length);
  findings.set('probe_dns_query_succeeded', 1);
  const serial = config.dns.type === 'SOA' ? answers.find(({ serial }) => serial !== null)?.serial : null;
  if (typeof serial === 'number') findings.set('probe_dns_serial', serial);
}

function summary({ answers }: DnsMessage): string {
  if (answers.length === 0) return 'no record';
  const texts = answers.slice(0, SHOWN_RECORDS).map(({ text }) => text);
  return `${texts.join(', ')}${answers.length > SHOWN_RECORDS ? `, ${answers.length - SHOWN_RECORDS} more` : ''}`.slice(0, MAX_SHOWN);
}

/** The name as it is asked for: in ASCII, and for PTR that of an address where one is given. Source: RFC 1035 3.5, RFC 3596 2.5 */
export function askedName(name: string, type: RecordType): string {
  const family = type === 'PTR' ? isIP(name) : 0;
  if (family === 4) return `${name.split('.').toReversed().join('.')}.in-addr.arpa.`;
  if (family === 6) return `${addressBytes(name, family).flatMap(byte => [byte >> 4, byte & 0xf]).toReversed().map(nibble => nibble.toString(16)).join('.')}.ip6.arpa.`;
  return /^[\x21-\x7e]*$/.test(name) ? name : domainToASCII(name);
}
