import { expect, test } from 'vitest';
import { ProbeConfig } from '../../../src-main/shared/model/probe.ts';
import { codesOf, codesText, configsOf, formOf, NEW_PROBE, type ProbeForm, targetsOf } from '../../../src-renderer/probes/form.ts';

const form = (change: Partial<ProbeForm>): ProbeForm => ({ ...NEW_PROBE, targets: 'https://a.example/', ...change });

test.each([
  [{ kind: 'http', targets: 'a.example/x\nhttp://b, https://c; a.example/x' }, ['https://a.example/x', 'http://b', 'https://c']], [{ kind: 'tcp', targets: 'db:5432 [::1]:22' }, ['db:5432', '[::1]:22']], [{ kind: 'icmp', targets: '' }, []],
] as const)('%j names %j', (given, targets) => expect(targetsOf(given)).toEqual(targets));

test('several targets make several probes that share everything else', () => {
  const { configs } = configsOf(form({ kind: 'tcp', targets: 'a:1\nb:2', labels: ['env=prod'], interval: '1m', tls: true }));
  expect(configs.map(({ target, intervalMs, labels, tls }) => ({ target, intervalMs, labels, tls }))).toEqual([{ target: 'a:1', intervalMs: 60_000, labels: { env: 'prod' }, tls: true }, { target: 'b:2', intervalMs: 60_000, labels: { env: 'prod' }, tls: true }]);
});

test.each([
  [{ targets: '' }, { targets: 'targets.missing' }], [{ targets: 'ftp://a/' }, { targets: 'targets.http' }], [{ targets: 'https://me:secret@a/' }, { targets: 'targets.credentials' }], [{ kind: 'tcp', targets: 'db' }, { targets: 'targets.tcp' }],
  [{ kind: 'icmp', targets: '-f' }, { targets: 'targets.icmp' }], [{ kind: 'dns', targets: '10.0.0.2:0', dnsName: 'a' }, { targets: 'targets.dns' }], [{ kind: 'dns', targets: '10.0.0.2' }, { dnsName: 'dnsName' }], [{ interval: 'soon' }, { interval: 'interval' }],
  [{ timeout: '3m' }, { timeout: 'timeout' }], [{ job: ' ' }, { job: 'job' }], [{ labels: ['1x=y'] }, { labels: 'labels' }], [{ labels: ['__x=y'] }, { labels: 'labels' }], [{ statusCodes: '20' }, { statusCodes: 'statusCodes' }], [{ serverName: 'not a name' }, { serverName: 'serverName' }],
] as const)('%j is refused beside its field', (change, problems) => {
  const found = configsOf(form(change));
  expect(found.problems).toEqual(problems);
  expect(found.configs).toEqual([]);
});

test.each([['', []], ['200', [200]], ['200, 301-303 404', [200, 301, 302, 303, 404]], ['99', null], ['600', null], ['303-301', null], ['100-199', null], ['2xx', null]])('%j are the codes %j', (text, codes) => expect(codesOf(text)).toEqual(codes));
test.each([[[], ''], [[200], '200'], [[404, 200, 201], '200, 201, 404'], [[301, 302, 303, 308], '301-303, 308']])('%j is written %j', (codes, text) => expect(codesText(codes)).toBe(text));

test('what belongs to another kind is not sent along', () => {
  expect(configsOf(form({ kind: 'icmp', targets: 'a', tls: true, ca: 'PEM', serverName: 'b', insecureSkipVerify: true })).configs[0]).toMatchObject({ tls: false, ca: '', serverName: '', http: { insecureSkipVerify: false } });
});

test.each([
  { kind: 'http' as const, target: 'https://a.example/health', job: 'web', intervalMs: 90_000, timeoutMs: 7_500, labels: { env: 'prod' }, ca: 'PEM', serverName: 'b', ipProtocol: 'ip6' as const, http: { method: 'HEAD' as const, statusCodes: [200, 301, 302, 303], followRedirects: false, bodyMatches: 'ok', bodyMustNotMatch: 'error', insecureSkipVerify: true, bodyLimitBytes: 4096 } },
  { kind: 'tcp' as const, target: 'db:5432', tls: true },
  { kind: 'dns' as const, target: '10.0.0.2:5353', dns: { name: 'a.example', type: 'MX' as const, transport: 'tcp' as const } },
])('a form made of a $kind probe makes the same probe', input => {
  const config = ProbeConfig.parse(input);
  expect(configsOf(formOf(config), config)).toEqual({ configs: [config], problems: {} });
});
