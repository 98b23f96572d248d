import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../../src-main/base/clock.ts';
import { desk } from '../../../../src-main/collect/probes/desk.ts';
import { Names } from '../../../../src-main/collect/probes/names.ts';
import { runProbe } from '../../../../src-main/collect/probes/run.ts';
import { ProbeConfig, type ProbeInput } from '../../../../src-main/shared/model/probe.ts';
import { type Blackbox, startBlackbox } from '../../../servers/blackbox.ts';
import { CHAIN, CHAIN_KEY, CHAIN_ROOT, EXPIRED_CERTIFICATE, EXPIRED_KEY } from '../../../servers/certificates.ts';
import { type Dnsmasq, startDnsmasq } from '../../../servers/dnsmasq.ts';
import { freePort } from '../../../servers/freeport.ts';
import { type PageServer, startPageServer } from '../../../servers/pageserver.ts';
import { pings } from './ping.ts';
import { type Peer, tcpPeer, tlsPeer } from './peers.ts';

const MODULES = `
modules:
  http: {prober: http, timeout: 4s}
  http_hasty: {prober: http, timeout: 1s}
  http_404: {prober: http, timeout: 4s, http: {valid_status_codes: [404]}}
  http_head: {prober: http, timeout: 4s, http: {method: HEAD}}
  http_post: {prober: http, timeout: 4s, http: {method: POST}}
  http_stay: {prober: http, timeout: 4s, http: {no_follow_redirects: true}}
  http_with: {prober: http, timeout: 4s, http: {fail_if_body_not_matches_regexp: ["all is (?i)WELL"]}}
  http_without: {prober: http, timeout: 4s, http: {fail_if_body_matches_regexp: ["w[aeiou]ll"]}}
  http_trusting: {prober: http, timeout: 4s, http: {tls_config: {ca_file: root.pem}}}
  http_any: {prober: http, timeout: 4s, http: {tls_config: {insecure_skip_verify: true}}}
  tcp: {prober: tcp, timeout: 4s}
  tcp_tls: {prober: tcp, timeout: 4s, tcp: {tls: true, tls_config: {ca_file: root.pem}}}
  tcp_any: {prober: tcp, timeout: 4s, tcp: {tls: true, tls_config: {insecure_skip_verify: true}}}
  icmp: {prober: icmp, timeout: 1s}
${['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT', 'SOA', 'SRV', 'PTR'].flatMap(type => ['udp', 'tcp'].map(transport => `  dns_${type}_${transport}: {prober: dns, timeout: 4s, dns: {query_name: "${nameFor(type)}", query_type: ${type}, transport_protocol: ${transport}}}`)).join('\n')}
  dns_none: {prober: dns, timeout: 4s, dns: {query_name: none.x.example, query_type: A}}
  dns_empty: {prober: dns, timeout: 4s, dns: {query_name: none.x.example, query_type: SOA}}
  dns_refused: {prober: dns, timeout: 4s, dns: {query_name: elsewhere.test, query_type: A}}
`;

/** What blackbox_exporter has and we leave out, and why. */
const LEFT_OUT: readonly { readonly series: RegExp; readonly when: (kind: string, value: number) => boolean; readonly why: string }[] = [
  { series: /^probe_ssl_last_chain_info\{/, when: () => true, why: 'a new series with each certificate' },
  { series: /^probe_ssl_last_chain_expiry_timestamp_seconds$/, when: (_, value) => value === -62_135_596_800, why: "no chain was verified, and 0.23 writes Go's zero time" },
  { series: /^probe_icmp_duration_seconds\{phase="setup"\}$/, when: () => true, why: 'ping does not tell' },
  { series: /^probe_failed_due_to_regex$/, when: kind => kind === 'tcp', why: 'a TCP probe has no pattern' },
];
const isTiming = (series: string): boolean => /_duration_seconds|lookup_time/.test(series);

function nameFor(type: string): string {
  const names: Record<string, string> = { SOA: 'x.example', NS: 'x.example', MX: 'x.example', CNAME: 'alias.x.example', TXT: 'text.x.example', SRV: '_sip._tcp.x.example', PTR: '7.2.0.192.in-addr.arpa' };
  return names[type] ?? 'a.x.example';
}

let blackbox: Blackbox | null;
let dnsmasq: Dnsmasq | null;
let pages: PageServer;
let [trusted, expired, secured, open]: Peer[] = [];
let closed: number;
beforeAll(async () => {
  blackbox = await startBlackbox(MODULES, { 'root.pem': CHAIN_ROOT });
  dnsmasq = await startDnsmasq();
  const answer: Parameters<typeof startPageServer>[0] = async (request, response) => {
    if (request.url === '/slow') await delay(300);
    if (request.url === '/never') return;
    if (request.url?.startsWith('/hop')) return response.writeHead(302, { location: request.url === '/hop/1' ? '/good' : `/hop/${Number(request.url.slice(5)) - 1}` }).end('there');
    if (request.url === '/moved') return response.writeHead(301, { location: `${secure()}/good` }).end();
    if (request.url === '/circle') return response.writeHead(307, { location: '/circle' }).end();
    if (request.url === '/chunked') {
      response.write('all is');
      return response.end(' well');
    }
    if (request.url === '/empty') return response.writeHead(204).end();
    if (request.url === '/dated') response.setHeader('last-modified', 'Wed, 21 Oct 2015 07:28:00 GMT');
    response.statusCode = request.url === '/none' ? 404 : 200;
    response.setHeader('content-length', '12');
    response.end('all is well\n');
  };
  pages = await startPageServer(answer);
  trusted = await tlsPeer({ key: CHAIN_KEY, cert: CHAIN }, answer);
  expired = await tlsPeer({ key: EXPIRED_KEY, cert: EXPIRED_CERTIFICATE }, answer);
  secured = await tlsPeer({ key: CHAIN_KEY, cert: CHAIN });
  open = await tcpPeer(() => undefined);
  closed = await freePort();
});
afterAll(async () => { for (const one of [blackbox, dnsmasq, pages, trusted, expired, secured, open]) await one?.stop(); });

const secure = () => `https://127.0.0.1:${trusted!.port}`;

async function compare(module: string, input: ProbeInput, ping?: string): Promise<void> {
  const config = ProbeConfig.parse({ timeoutMs: 4000, ...input });
  const theirs = await blackbox!.probe(module, config.target);
  const { series, ok, detail } = await runProbe(config, desk(new Names(), ping), systemClock, AbortSignal.timeout(10_000));
  const kept = [...theirs].filter(([name, value]) => !LEFT_OUT.some(left => left.series.test(name) && left.when(config.kind, value)));
  const values = (all: Iterable<readonly [string, number]>) => Object.fromEntries([...all].filter(([name]) => !isTiming(name)));
  expect(Object.fromEntries([...series].filter(([name]) => !isTiming(name)).map(([name, { value }]) => [name, value])), detail).toEqual(values(kept));
  expect([...series.keys()].sort()).toEqual(kept.map(([name]) => name).sort());
  expect(ok).toBe(theirs.get('probe_success') === 1);
}

const url = (path: string) => `${pages.url}${path}`;

describe('over HTTP we find what blackbox_exporter finds', () => {
  test.for<{ what: string; module: string; target: () => string; input?: Omit<Partial<ProbeInput>, 'kind' | 'target'> }>([
    { what: 'a good page', module: 'http', target: () => url('/good') },
    { what: 'a page that is not there', module: 'http', target: () => url('/none') },
    { what: 'a status that is asked for', module: 'http_404', target: () => url('/none'), input: { http: { statusCodes: [404] } } },
    { what: 'a status that is not', module: 'http_404', target: () => url('/good'), input: { http: { statusCodes: [404] } } },
    { what: 'HEAD', module: 'http_head', target: () => url('/good'), input: { http: { method: 'HEAD' } } },
    { what: 'POST', module: 'http_post', target: () => url('/good'), input: { http: { method: 'POST' } } },
    { what: 'three redirects', module: 'http', target: () => url('/hop/3') },
    { what: 'a redirect that is not followed', module: 'http_stay', target: () => url('/hop/3'), input: { http: { followRedirects: false } } },
    { what: 'a circle of redirects', module: 'http', target: () => url('/circle') },
    { what: 'a redirect to TLS', module: 'http_any', target: () => url('/moved'), input: { http: { insecureSkipVerify: true } } },
    { what: 'a slow page', module: 'http', target: () => url('/slow') },
    { what: 'a page that never comes', module: 'http_hasty', target: () => url('/never'), input: { timeoutMs: 500 } },
    { what: 'a page of unknown length', module: 'http', target: () => url('/chunked') },
    { what: 'no content', module: 'http', target: () => url('/empty') },
    { what: 'a page with its date', module: 'http', target: () => url('/dated') },
    { what: 'a text that is there', module: 'http_with', target: () => url('/good'), input: { http: { bodyMatches: 'all is (?i)WELL' } } },
    { what: 'a text that must not be there', module: 'http_without', target: () => url('/good'), input: { http: { bodyMustNotMatch: 'w[aeiou]ll' } } },
    { what: 'a text that is not looked at after a bad status', module: 'http_without', target: () => url('/none'), input: { http: { bodyMustNotMatch: 'w[aeiou]ll' } } },
    { what: 'nobody listening', module: 'http', target: () => `http://127.0.0.1:${closed}/` },
    { what: 'a name that is not there', module: 'http', target: () => 'http://nowhere.invalid/' },
    { what: 'TLS with a trusted chain, its middle expiring first', module: 'http_trusting', target: () => `${secure()}/good`, input: { ca: CHAIN_ROOT } },
    { what: 'TLS with a chain from nowhere', module: 'http', target: () => `${secure()}/good` },
    { what: 'TLS with a chain from nowhere that is taken', module: 'http_any', target: () => `${secure()}/good`, input: { http: { insecureSkipVerify: true } } },
    { what: 'TLS with an expired certificate', module: 'http_trusting', target: () => `https://127.0.0.1:${expired!.port}/`, input: { ca: CHAIN_ROOT } },
    { what: 'an expired certificate that is taken', module: 'http_any', target: () => `https://127.0.0.1:${expired!.port}/`, input: { http: { insecureSkipVerify: true } } },
    { what: 'TLS where there is none', module: 'http', target: () => `https://127.0.0.1:${pages.port}/` },
    { what: 'no TLS where there is', module: 'http', target: () => `http://127.0.0.1:${secured!.port}/` },
  ])('$what', async ({ module, target, input }, { skip }) => {
    if (blackbox === null) return skip('prometheus-blackbox-exporter is not installed');
    await compare(module, { kind: 'http', target: target(), ...input });
  });
});

describe('over TCP we find what blackbox_exporter finds', () => {
  test.for<{ what: string; module: string; port: () => number; host?: string; input?: Omit<Partial<ProbeInput>, 'kind' | 'target'> }>([
    { what: 'somebody listening', module: 'tcp', port: () => open!.port },
    { what: 'nobody listening', module: 'tcp', port: () => closed },
    { what: 'a name that is not there', module: 'tcp', port: () => 1, host: 'nowhere.invalid' },
    { what: 'TLS with a trusted chain', module: 'tcp_tls', port: () => secured!.port, input: { tls: true, ca: CHAIN_ROOT } },
    { what: 'TLS with any chain', module: 'tcp_any', port: () => secured!.port, input: { tls: true, http: { insecureSkipVerify: true } } },
    { what: 'TLS with an expired certificate', module: 'tcp_tls', port: () => expired!.port, input: { tls: true, ca: CHAIN_ROOT } },
    { what: 'TLS where there is none', module: 'tcp_any', port: () => pages.port, input: { tls: true, http: { insecureSkipVerify: true } } },
  ])('$what', async ({ module, port, host = '127.0.0.1', input }, { skip }) => {
    if (blackbox === null) return skip('prometheus-blackbox-exporter is not installed');
    await compare(module, { kind: 'tcp', target: `${host}:${port()}`, ...input });
  });
});

describe('over ICMP we find what blackbox_exporter finds', () => {
  test.for(pings().flatMap(ping => ['127.0.0.1', '::1', 'nowhere.invalid', '240.0.0.1'].map(target => ({ ...ping, target }))))('$target, by $name', async ({ path, target, missing }, { skip }) => {
    if (blackbox === null || missing !== null) return skip(missing ?? 'prometheus-blackbox-exporter is not installed');
    await compare('icmp', { kind: 'icmp', target, timeoutMs: 1000 }, path);
  });
});

describe('from a name server we get what blackbox_exporter gets', () => {
  test.for((['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT', 'SOA', 'SRV', 'PTR'] as const).flatMap(type => (['udp', 'tcp'] as const).map(transport => ({ type, transport }))))('$type over $transport', async ({ type, transport }, { skip }) => {
    if (blackbox === null || dnsmasq === null) return skip('prometheus-blackbox-exporter or dnsmasq is not installed');
    await compare(`dns_${type}_${transport}`, { kind: 'dns', target: `127.0.0.1:${dnsmasq.port}`, dns: { name: nameFor(type), type, transport } });
  });

  test.for([
    { what: 'of a name that is not there', module: 'dns_none', dns: { name: 'none.x.example' } },
    { what: 'of a zone that is not there', module: 'dns_empty', dns: { name: 'none.x.example', type: 'SOA' as const } },
    { what: 'of somebody else\'s name', module: 'dns_refused', dns: { name: 'elsewhere.test' } },
  ])('$what', async ({ module, dns }, { skip }) => {
    if (blackbox === null || dnsmasq === null) return skip('prometheus-blackbox-exporter or dnsmasq is not installed');
    await compare(module, { kind: 'dns', target: `127.0.0.1:${dnsmasq.port}`, dns });
  });

  test('that has no address', async ({ skip }) => {
    if (blackbox === null) return skip('prometheus-blackbox-exporter is not installed');
    await compare('dns_SOA_udp', { kind: 'dns', target: 'nowhere.invalid', dns: { name: 'x.example', type: 'SOA' } });
  });

  test('where nobody listens', async ({ skip }) => {
    if (blackbox === null) return skip('prometheus-blackbox-exporter is not installed');
    for (const transport of ['udp', 'tcp'] as const) await compare(`dns_A_${transport}`, { kind: 'dns', target: `127.0.0.1:${closed}`, dns: { name: nameFor('A'), transport } });
  });
});
