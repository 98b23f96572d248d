import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../../src-main/base/clock.ts';
import { desk } from '../../../../src-main/collect/probes/desk.ts';
import { Names } from '../../../../src-main/collect/probes/names.ts';
import { type ProbeRun, runProbe } from '../../../../src-main/collect/probes/run.ts';
import { ProbeConfig, type ProbeInput } from '../../../../src-main/shared/model/probe.ts';
import { CHAIN, CHAIN_KEY, LOCALHOST_CERTIFICATE, LOCALHOST_KEY } from '../../../servers/certificates.ts';
import { brokenCertificate } from './brokentls.ts';
import { tcpPeer, tlsPeer } from './peers.ts';

const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => { for (const end of ending.splice(0).reverse()) await end(); });

const probe = (input: ProbeInput): Promise<ProbeRun> => runProbe(ProbeConfig.parse({ timeoutMs: 3000, ...input }), desk(new Names()), systemClock, new AbortController().signal);
const measured = ({ series }: ProbeRun, name: string): number | undefined => series.get(name)?.value;

/** Says this to whoever connects and has sent something; hangs up unless told otherwise. */
async function says(text: string | Uint8Array, more: { readonly stay?: boolean } = {}): Promise<number> {
  const peer = await tcpPeer(socket => {
    socket.once('data', () => { if (more.stay) socket.write(text); else socket.end(text); });
  });
  ending.push(peer.stop);
  return peer.port;
}

async function talks(onSocket: (socket: Socket) => void): Promise<number> {
  const peer = await tcpPeer(onSocket);
  ending.push(peer.stop);
  return peer.port;
}

describe('what answers badly over HTTP is told so', () => {
  test.each([
    { what: 'another protocol', text: 'SSH-2.0-OpenSSH_9.2p1\r\n', detail: /127\.0\.0\.1:\d+ does not answer as an HTTP server does: Parse Error/ },
    { what: 'bytes', text: Uint8Array.from({ length: 500 }, (_, i) => i * 7), detail: /does not answer as an HTTP server does/ },
    { what: 'nothing at all', text: '', detail: /the server closed the connection/ },
    { what: 'half a header', text: 'HTTP/1.1 200 OK\r\nContent-', detail: /the server closed the connection|does not answer as an HTTP server does/ },
    { what: 'a length that is none', text: 'HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n', detail: /does not answer as an HTTP server does/ },
    { what: 'two lengths', text: 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', detail: /does not answer as an HTTP server does/ },
    { what: 'headers without an end', text: `HTTP/1.1 200 OK\r\n${'X-Long: '.concat('x'.repeat(1000), '\r\n').repeat(400)}`, detail: /does not answer as an HTTP server does: .*[Hh]eader/ },
  ])('$what', async ({ text, detail }) => {
    const run = await probe({ kind: 'http', target: `http://127.0.0.1:${await says(text)}/?token=geheim` });
    expect(run).toMatchObject({ ok: false, detail: expect.stringMatching(detail), certificateExpires: null });
    expect([measured(run, 'probe_success'), measured(run, 'probe_http_status_code')]).toEqual([0, 0]);
    expect(run.detail).not.toContain('geheim');
  });

  test('a switch to another protocol that nobody asked for', async () => {
    const run = await probe({ kind: 'http', target: `http://127.0.0.1:${await says('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n', { stay: true })}/` });
    expect(run).toMatchObject({ ok: false, detail: expect.stringMatching(/answered status 101; 200 to 299 is good$/) });
    expect([measured(run, 'probe_http_status_code'), measured(run, 'probe_http_content_length')]).toEqual([101, 0]);
  });

  test('a body that is cut short', async () => {
    const run = await probe({ kind: 'http', target: `http://127.0.0.1:${await says('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf')}/` });
    expect(run).toMatchObject({ ok: false, detail: expect.stringMatching(/closed the connection|does not answer/) });
    expect([measured(run, 'probe_http_status_code'), measured(run, 'probe_http_content_length'), measured(run, 'probe_http_uncompressed_body_length')]).toEqual([200, 10, 4]);
  });

  test('a body without an end is given up at the limit, and the connection with it', async () => {
    const gone = Promise.withResolvers<void>();
    const port = await talks(socket => {
      socket.once('close', () => gone.resolve());
      const pour = () => { while (socket.write('x'.repeat(64 * 1024)) && !socket.destroyed); };
      socket.once('data', () => { socket.write('HTTP/1.0 200 OK\r\n\r\n'); pour(); });
      socket.on('drain', pour);
    });
    const run = await probe({ kind: 'http', target: `http://127.0.0.1:${port}/`, http: { bodyLimitBytes: 100_000 } });
    expect(run).toMatchObject({ ok: false, detail: `what 127.0.0.1:${port} sends is longer than 100000 bytes` });
    expect(measured(run, 'probe_http_uncompressed_body_length')).toBe(100_000);
    await gone.promise;
  });

  test('a body that drips is given up at the deadline', async () => {
    const port = await says('HTTP/1.1 200 OK\r\n\r\ndrop', { stay: true });
    expect(await probe({ kind: 'http', target: `http://127.0.0.1:${port}/`, timeoutMs: 300 })).toMatchObject({ ok: false, detail: 'no whole answer within 0.3 s' });
  });

  test.each(['ftp://127.0.0.1/', 'javascript:alert(1)', 'http://['])('a redirect to %s', async location => {
    const port = await says(`HTTP/1.1 302 Found\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`);
    expect(await probe({ kind: 'http', target: `http://127.0.0.1:${port}/` })).toMatchObject({ ok: false, detail: expect.stringContaining('redirects to what is no web address') });
  });

  test('credentials in a redirect are not sent on', async () => {
    const heard: string[] = [];
    const port = await talks(socket => {
      socket.on('data', data => {
        heard.push(data.toString());
        socket.end(heard.length === 1 ? `HTTP/1.1 302 Found\r\nLocation: http://user:geheim@127.0.0.1:${socket.localPort}/next\r\n\r\n` : 'HTTP/1.1 200 OK\r\n\r\n');
      });
    });
    expect(await probe({ kind: 'http', target: `http://127.0.0.1:${port}/` })).toMatchObject({ ok: true });
    expect(heard[1]).toContain('GET /next HTTP/1.1');
    expect(heard.join('').toLowerCase()).not.toMatch(/authorization|geheim/);
  });
});

describe('what answers badly over HTTP/2 is told so', () => {
  async function overTls(onSocket: (socket: TLSSocket) => void): Promise<number> {
    const server = createTlsServer({ key: CHAIN_KEY, cert: CHAIN, ALPNProtocols: ['h2'] }, socket => { onSocket(socket.on('error', () => undefined)); });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ending.push(async () => { server.close(); });
    return (server.address() as AddressInfo).port;
  }
  const frame = (type: number, flags: number, stream: number, payload: Buffer): Buffer => Buffer.concat([Buffer.of(0, payload.length >> 8, payload.length & 0xff, type, flags, 0, 0, 0, stream), payload]);
  const SETTINGS = frame(4, 0, 0, Buffer.alloc(0));

  test.each([
    { what: 'no HTTP/2', says: Buffer.from('220 mail.example ESMTP\r\n') },
    { what: 'a stream that is reset', says: Buffer.concat([SETTINGS, frame(3, 0, 1, Buffer.of(0, 0, 0, 7))]) },
    { what: 'a farewell', says: Buffer.concat([SETTINGS, frame(7, 0, 0, Buffer.from('000000000000000b', 'hex'))]) },
    { what: 'headers that can not be unpacked', says: Buffer.concat([SETTINGS, frame(1, 4, 1, Buffer.alloc(20, 0xff))]) },
    { what: 'a status that is none', says: Buffer.concat([SETTINGS, frame(1, 5, 1, Buffer.from('00073a73746174757303616263', 'hex'))]) },
    { what: 'a hang-up', says: null },
  ])('$what', async ({ says: bytes }) => {
    const port = await overTls(socket => { socket.once('data', () => { if (bytes === null) socket.destroy(); else socket.write(bytes); }); });
    const run = await probe({ kind: 'http', target: `https://127.0.0.1:${port}/?token=geheim`, http: { insecureSkipVerify: true } });
    expect(run).toMatchObject({ ok: false, detail: expect.stringMatching(/^127\.0\.0\.1:\d+ broke off HTTP\/2: .+/), certificateExpires: Date.UTC(2090, 0, 1) });
    expect(run.detail).not.toContain('geheim');
  });

  test('silence is given up at the deadline', async () => {
    const port = await overTls(() => undefined);
    expect(await probe({ kind: 'http', target: `https://127.0.0.1:${port}/`, timeoutMs: 300, http: { insecureSkipVerify: true } })).toMatchObject({ ok: false, detail: 'no whole answer within 0.3 s' });
  });
});

describe('what answers badly over TLS is told so', () => {
  const tls = (port: number, more: Partial<ProbeInput> = {}): ProbeInput => ({ kind: 'tcp', target: `127.0.0.1:${port}`, tls: true, ...more } as ProbeInput);

  test('a certificate that is none', async () => {
    const port = await talks(socket => { socket.once('data', () => socket.write(brokenCertificate(Buffer.from('this is no certificate')))); });
    const run = await probe(tls(port, { http: { insecureSkipVerify: true } }));
    expect(run).toMatchObject({ ok: false, detail: expect.stringMatching(/^TLS with 127\.0\.0\.1 failed: what it shows as its certificate is none \(.+\)$/), certificateExpires: null });
    expect([...run.series.keys()].filter(name => name.startsWith('probe_ssl'))).toEqual([]);
  });

  test('another protocol, and a server that hangs up', async () => {
    expect(await probe(tls(await says('220 mail.example ESMTP\r\n')))).toMatchObject({ ok: false, detail: expect.stringMatching(/^TLS with 127\.0\.0\.1 failed: (wrong version number|packet length too long)/i) });
    expect(await probe(tls(await talks(socket => socket.destroy())))).toMatchObject({ ok: false, detail: '127.0.0.1 closed the connection while TLS was being agreed on' });
  });

  test('a server that is silent is given up at the deadline', async () => {
    expect(await probe(tls(await talks(() => undefined), { timeoutMs: 200 }))).toMatchObject({ ok: false, detail: 'no whole answer within 0.2 s' });
  });

  test('a certificate of somebody else, and when it expires all the same', async () => {
    const peer = await tlsPeer({ key: LOCALHOST_KEY, cert: LOCALHOST_CERTIFICATE });
    ending.push(peer.stop);
    const run = await probe(tls(peer.port));
    expect(run).toMatchObject({ ok: false, detail: expect.stringMatching(/certificate of 127\.0\.0\.1 is not to be trusted: its authority|Host/), certificateExpires: Date.UTC(2126, 9, 27, 9, 49, 36) });
  });

  test('a chain that is taken tells its first end, and no verified one', async () => {
    const peer = await tlsPeer({ key: CHAIN_KEY, cert: CHAIN });
    ending.push(peer.stop);
    const run = await probe(tls(peer.port, { http: { insecureSkipVerify: true } }));
    expect(run).toMatchObject({ ok: true, detail: `connected to 127.0.0.1:${peer.port}: TLS 1.3, certificate of localhost until 2090-01-01`, certificateExpires: Date.UTC(2090, 0, 1) });
    expect([measured(run, 'probe_ssl_earliest_cert_expiry'), measured(run, 'probe_ssl_last_chain_expiry_timestamp_seconds')]).toEqual([Date.UTC(2090, 0, 1) / 1000, undefined]);
  });
});

describe('a name server that answers badly is told so', () => {
  const ask = (port: number, transport: 'udp' | 'tcp', more: Partial<ProbeInput> = {}): ProbeInput => ({ kind: 'dns', target: `127.0.0.1:${port}`, dns: { name: 'example.com', transport }, timeoutMs: 500, ...more } as ProbeInput);

  async function datagrams(answer: (query: Buffer) => Uint8Array | null): Promise<number> {
    const socket = createSocket('udp4');
    socket.on('message', (query, from) => {
      const bytes = answer(query);
      if (bytes !== null) socket.send(bytes, from.port, from.address);
    });
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    ending.push(async () => { socket.close(); });
    return socket.address().port;
  }
  const replied = (query: Buffer, change: (reply: Buffer) => void): Buffer => {
    const reply = Buffer.from(query);
    reply[2]! |= 0x80;
    change(reply);
    return reply;
  };

  test.each([
    { what: 'bytes', answer: () => Buffer.from('no DNS at all'), detail: /the answer of 127\.0\.0\.1:\d+: not a message of the DNS: / },
    { what: 'an empty datagram', answer: () => Buffer.alloc(0), detail: /not a message of the DNS: the message ends too early/ },
    { what: 'our own question', answer: (query: Buffer) => query, detail: /is no answer to our question: it is a question itself/ },
    { what: 'the answer to another question', answer: (query: Buffer) => replied(query, reply => { reply[0]! ^= 1; }), detail: /it belongs to another one/ },
    { what: 'the answer to another name', answer: (query: Buffer) => replied(query, reply => { reply[13] = 0x58; }), detail: /it is about Xxample\.com\./ },
    { what: 'a refusal', answer: (query: Buffer) => replied(query, reply => { reply[3] = 5; }), detail: /^127\.0\.0\.1:\d+ answers REFUSED for A of example\.com$/ },
    { what: 'nothing', answer: () => null, detail: /no whole answer within 0\.5 s/ },
  ])('over UDP: $what', async ({ answer, detail }) => {
    expect(await probe(ask(await datagrams(answer), 'udp'))).toMatchObject({ ok: false, detail: expect.stringMatching(detail) });
  });

  test('an answer without records is one', async () => {
    const run = await probe(ask(await datagrams(query => replied(query, () => undefined)), 'udp'));
    expect(run).toMatchObject({ ok: true, detail: 'NOERROR: no record' });
  });

  test.each([
    { what: 'hanging up', text: '', detail: /closed the connection without an answer/ },
    { what: 'half an answer', text: Uint8Array.of(0, 40, 1, 2, 3), detail: /closed the connection after 5 bytes of its answer/ },
    { what: 'an empty answer', text: Uint8Array.of(0, 0), detail: /not a message of the DNS/ },
    { what: 'a web page', text: 'HTTP/1.1 400 Bad Request\r\n\r\n', detail: /closed the connection after 28 bytes of its answer/ },
  ])('over TCP: $what', async ({ text, detail }) => {
    expect(await probe(ask(await says(text), 'tcp'))).toMatchObject({ ok: false, detail: expect.stringMatching(detail) });
  });
});
