import { ProbeConfig, type ProbeInput } from '../../src-main/shared/model/probe.ts';
import { durationText, parseDuration } from '../host/range-text.ts';
import { tagsOf, tagTexts } from '../ui/tags.ts';

export type Kind = ProbeConfig['kind'];

/** A probe as its form holds it: text as typed, one target a line while adding. Durations like `15s`, status codes like `200, 301-308`. */
export interface ProbeForm {
  readonly kind: Kind;
  readonly targets: string;
  readonly from: ProbeConfig['from'];
  readonly job: string;
  readonly interval: string;
  readonly timeout: string;
  readonly labels: readonly string[];
  readonly tls: boolean;
  readonly insecureSkipVerify: boolean;
  readonly ca: string;
  readonly serverName: string;
  readonly ipProtocol: ProbeConfig['ipProtocol'];
  readonly method: ProbeConfig['http']['method'];
  readonly statusCodes: string;
  readonly followRedirects: boolean;
  readonly bodyMatches: string;
  readonly bodyMustNotMatch: string;
  readonly dnsName: string;
  readonly dnsType: ProbeConfig['dns']['type'];
  readonly dnsTransport: ProbeConfig['dns']['transport'];
}

export type Field = 'targets' | 'from' | 'job' | 'interval' | 'timeout' | 'labels' | 'ca' | 'serverName' | 'ipProtocol' | 'statusCodes' | 'bodyMatches' | 'bodyMustNotMatch' | 'dnsName' | 'dnsTransport';
export type Problem = Exclude<Field, 'targets'> | `targets.${Kind}` | 'targets.missing' | 'targets.credentials';
export type Problems = Readonly<Partial<Record<Field, Problem>>>;

export const NEW_PROBE: ProbeForm = {
  kind: 'http', targets: '', from: '', job: 'probe', interval: '15s', timeout: '5s', labels: [], tls: false, insecureSkipVerify: false, ca: '', serverName: '', ipProtocol: 'any',
  method: 'GET', statusCodes: '', followRedirects: true, bodyMatches: '', bodyMustNotMatch: '', dnsName: '', dnsType: 'A', dnsTransport: 'udp',
};

export const formOf = ({ kind, target, from, job, intervalMs, timeoutMs, labels, tls, ca, serverName, ipProtocol, http, dns }: ProbeConfig): ProbeForm => ({
  kind, targets: target, from, job, interval: durationText(intervalMs), timeout: durationText(timeoutMs), labels: tagTexts(labels), tls, insecureSkipVerify: http.insecureSkipVerify, ca, serverName, ipProtocol,
  method: http.method, statusCodes: codesText(http.statusCodes), followRedirects: http.followRedirects, bodyMatches: http.bodyMatches, bodyMustNotMatch: http.bodyMustNotMatch,
  dnsName: dns.name, dnsType: dns.type, dnsTransport: dns.transport,
});

/** The targets of the form, each once; a web address without its scheme gets https. */
export const targetsOf = ({ kind, targets }: Pick<ProbeForm, 'kind' | 'targets'>): readonly string[] => [...new Set(targets.split(/[\s,;]+/).filter(part => part !== '')
  .map(part => kind === 'http' && !/^[a-z][a-z0-9+.-]*:\/\//i.test(part) ? `https://${part}` : part))];

/** The configuration of each target, or what is wrong, by field. base: what the form doesn't show stays as it is there */
export function configsOf(form: ProbeForm, base?: ProbeConfig): { readonly configs: readonly ProbeConfig[]; readonly problems: Problems } {
  const problems: Partial<Record<Field, Problem>> = {};
  const targets = targetsOf(form);
  if (targets.length === 0) problems.targets = 'targets.missing';
  const codes = codesOf(form.statusCodes);
  if (codes === null) problems.statusCodes = 'statusCodes';
  const configs = targets.flatMap(target => {
    const parsed = ProbeConfig.safeParse(inputOf(form, target, codes ?? [], base));
    for (const { path } of parsed.error?.issues ?? []) note(problems, path, form.kind, target);
    return parsed.success ? [parsed.data] : [];
  });
  return { configs: Object.keys(problems).length > 0 ? [] : configs, problems };
}

const lengthOf = (text: string): number => parseDuration(text.trim()) ?? Number.NaN;

function inputOf(form: ProbeForm, target: string, statusCodes: readonly number[], base: ProbeConfig | undefined): ProbeInput {
  const secure = form.kind === 'http' || form.kind === 'tcp' && form.tls;
  return {
    kind: form.kind, target, from: form.from, job: form.job, intervalMs: lengthOf(form.interval), timeoutMs: lengthOf(form.timeout), labels: tagsOf(form.labels),
    tls: form.kind === 'tcp' && form.tls, ca: secure ? form.ca.trim() : '', serverName: secure ? form.serverName.trim() : '', ipProtocol: form.from === '' ? form.ipProtocol : 'any',
    http: { ...base?.http, method: form.method, statusCodes: [...statusCodes], followRedirects: form.followRedirects, bodyMatches: form.bodyMatches, bodyMustNotMatch: form.bodyMustNotMatch, insecureSkipVerify: secure && form.insecureSkipVerify },
    dns: { name: form.dnsName.trim(), type: form.dnsType, transport: form.from === '' ? form.dnsTransport : 'tcp' }, // UDP does not pass through SSH
  };
}

/** `200, 301-308` as codes; [] of nothing, null of what can't be read. */
export function codesOf(text: string): readonly number[] | null {
  const codes: number[] = [];
  for (const part of text.split(/[\s,;]+/).filter(word => word !== '')) {
    const [, first, last] = /^(\d{3})(?:-(\d{3}))?$/.exec(part) ?? [];
    if (first === undefined) return null;
    for (let code = Number(first); code <= Number(last ?? first); code++) codes.push(code);
    if (Number(last ?? first) < Number(first)) return null;
  }
  return codes.length > 50 || codes.some(code => code < 100 || code > 599) ? null : [...new Set(codes)];
}

/** Codes with runs of three or more drawn together. */
export function codesText(codes: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const code of codes.toSorted((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && code === last[1] + 1) last[1] = code;
    else runs.push([code, code]);
  }
  return runs.flatMap(([from, to]) => to - from >= 2 ? [`${from}-${to}`] : to > from ? [`${from}`, `${to}`] : [`${from}`]).join(', ');
}

const FIELD_OF: Readonly<Record<string, Exclude<Field, 'targets'>>> = {
  from: 'from', job: 'job', intervalMs: 'interval', timeoutMs: 'timeout', labels: 'labels', ca: 'ca', serverName: 'serverName', ipProtocol: 'ipProtocol',
  'http.statusCodes': 'statusCodes', 'http.bodyMatches': 'bodyMatches', 'http.bodyMustNotMatch': 'bodyMustNotMatch', 'dns.name': 'dnsName', 'dns.transport': 'dnsTransport',
};

function note(problems: Partial<Record<Field, Problem>>, path: readonly PropertyKey[], kind: Kind, target: string): void {
  const [top = '', below = ''] = path.map(String);
  if (top === 'target') {
    const url = URL.parse(target);
    problems.targets ??= kind === 'http' && url !== null && (url.username !== '' || url.password !== '') ? 'targets.credentials' : `targets.${kind}`;
    return;
  }
  const field = FIELD_OF[top] ?? FIELD_OF[`${top}.${below}`];
  if (field === undefined) throw new Error(`BUG: no field shows the problem at ${path.join('.')}`);
  problems[field] ??= field;
}
