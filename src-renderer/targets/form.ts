import { TargetConfig, type TargetInput } from '../../src-main/shared/model/target.ts';
import { durationText, parseDuration } from '../host/range-text.ts';
import { NO_RULES, type RuleText, textOfRules } from '../relabel/rules.ts';
import { type AccessForm, accessInput, accessOf, instanceGuess, keepsSecret, NO_ACCESS, type SecretField, secretFields } from './access.ts';

const MIB = 1024 * 1024;

/** A target as its form holds it: text as typed, one URL per line. Durations like `15s`, the body limit in MiB, limits 0 = none. */
export interface TargetForm extends AccessForm {
  readonly urls: string;
  readonly job: string;
  readonly instance: string;
  readonly interval: string;
  readonly timeout: string;
  readonly labels: readonly { readonly name: string; readonly value: string }[];
  readonly honorLabels: boolean;
  readonly honorTimestamps: boolean;
  readonly followRedirects: boolean;
  readonly bodyLimit: string;
  readonly sampleLimit: string;
  readonly ca: string;
  readonly serverName: string;
  readonly insecureSkipVerify: boolean;
  /** of the target, and of its series; what is not checked yet counts as it was */
  readonly relabel: RuleText;
  readonly metricRelabel: RuleText;
  /** the configuration that is changed, with what the form doesn't show; null for a new target */
  readonly before: TargetConfig | null;
}

export type Field = 'urls' | 'job' | 'instance' | 'interval' | 'timeout' | 'labels' | 'bodyLimit' | 'sampleLimit' | 'ca' | 'serverName' | 'username' | 'unixSocket' | 'cert' | 'relabel' | 'metricRelabel' | SecretField;
type ConfigField = Exclude<Field, SecretField>;
/** What is wrong with a field, as a key of `problem` in the texts. */
export type Problem = ConfigField | 'secret' | 'timeoutLonger' | 'labelTwice' | 'urlMissing' | 'credentials';
export type Problems = Readonly<Partial<Record<Field, Problem>>>;

export const NEW_TARGET: TargetForm = {
  urls: '', job: '', instance: '', interval: '15s', timeout: '10s', labels: [], honorLabels: false, honorTimestamps: true, followRedirects: false,
  bodyLimit: '16', sampleLimit: '100000', ca: '', serverName: '', insecureSkipVerify: false, relabel: NO_RULES, metricRelabel: NO_RULES, before: null, ...NO_ACCESS,
};

export const formOf = (config: TargetConfig): TargetForm => ({
  urls: config.url, job: config.job, instance: config.instance ?? '', interval: durationText(config.intervalMs), timeout: durationText(config.timeoutMs),
  labels: Object.entries(config.labels).map(([name, value]) => ({ name, value })),
  honorLabels: config.honorLabels, honorTimestamps: config.honorTimestamps, followRedirects: config.followRedirects,
  bodyLimit: String(config.bodyLimitBytes / MIB), sampleLimit: String(config.sampleLimit),
  ca: config.tls.ca ?? '', serverName: config.tls.serverName ?? '', insecureSkipVerify: config.tls.insecureSkipVerify,
  relabel: textOfRules(config.relabelConfigs), metricRelabel: textOfRules(config.metricRelabelConfigs), before: config, ...accessOf(config),
});

/** The URLs of the form, each as it will be asked: `10.0.0.5:9100` becomes `http://10.0.0.5:9100/metrics`. Twice the same counts once. */
export const urlsOf = (text: string): readonly string[] => [...new Set(text.split(/[\s,;]+/).filter(part => part !== '').map(completeUrl))];

function completeUrl(text: string): string {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(withScheme)) return text;
  const url = new URL(withScheme);
  if (url.pathname === '/' && url.search === '' && !text.endsWith('/')) url.pathname = '/metrics'; // as Prometheus does without a metrics_path
  return url.href;
}

/** The configuration of each URL, or what is wrong, by field. The instance is only kept when there is one URL. */
export function configsOf(form: TargetForm): { readonly configs: readonly TargetConfig[]; readonly problems: Problems } {
  const urls = urlsOf(form.urls);
  const problems: Partial<Record<Field, Problem>> = {};
  if (urls.length === 0) problems.urls = 'urlMissing';
  const names = form.labels.map(label => label.name.trim()).filter(name => name !== '');
  if (new Set(names).size < names.length) problems.labels = 'labelTwice';
  for (const field of RULE_FIELDS) if (form[field].problems.length > 0) problems[field] = field;
  const configs: TargetConfig[] = [];
  for (const url of urls.length === 0 ? ['http://localhost/'] : urls) {
    const parsed = TargetConfig.safeParse(inputOf(form, url, urls.length === 1));
    if (parsed.success) configs.push(parsed.data);
    else for (const issue of parsed.error.issues) note(problems, issue);
    for (const field of secretFields(form)) if (form[field] === '' && !keepsSecret(field, form, url, form.before)) problems[field] = 'secret';
  }
  return { configs: Object.keys(problems).length > 0 ? [] : configs, problems };
}

function inputOf(form: TargetForm, url: string, alone: boolean): TargetInput {
  const instance = (alone ? form.instance.trim() : '') || instanceGuess(form, url);
  return {
    ...accessInput(form), hiddenLabels: form.before?.hiddenLabels ?? {}, relabelConfigs: [...form.relabel.rules], metricRelabelConfigs: [...form.metricRelabel.rules],
    job: form.job.trim() || jobGuess(url), url, ...(instance === '' ? {} : { instance }),
    intervalMs: parseDuration(form.interval.trim()) ?? Number.NaN, timeoutMs: parseDuration(form.timeout.trim()) ?? Number.NaN,
    labels: Object.fromEntries(form.labels.filter(label => label.name.trim() !== '' || label.value !== '').map(label => [label.name.trim(), label.value])),
    honorLabels: form.honorLabels, honorTimestamps: form.honorTimestamps, followRedirects: form.followRedirects,
    bodyLimitBytes: Math.round(numberOf(form.bodyLimit) * MIB), sampleLimit: numberOf(form.sampleLimit),
    tls: { insecureSkipVerify: form.insecureSkipVerify, ...(form.ca.trim() === '' ? {} : { ca: form.ca }), ...(form.serverName.trim() === '' ? {} : { serverName: form.serverName.trim() }), ...(form.cert.trim() === '' ? {} : { cert: form.cert }) },
  };
}

const RULE_FIELDS = ['relabel', 'metricRelabel'] as const;

const numberOf = (text: string): number => text.trim() === '' ? 0 : Number(text);

const FIELD_OF: Readonly<Record<string, ConfigField>> = { url: 'urls', job: 'job', instance: 'instance', intervalMs: 'interval', timeoutMs: 'timeout', labels: 'labels', hiddenLabels: 'labels', bodyLimitBytes: 'bodyLimit', sampleLimit: 'sampleLimit', auth: 'username', unixSocket: 'unixSocket', relabelConfigs: 'relabel', metricRelabelConfigs: 'metricRelabel' };

function note(problems: Partial<Record<Field, Problem>>, issue: { readonly code?: string | undefined; readonly path: readonly PropertyKey[] }): void {
  const [top, below] = issue.path.map(String);
  const field = top === 'tls' ? below === 'serverName' || below === 'cert' ? below : 'ca' : FIELD_OF[top ?? ''];
  if (field === undefined) throw new Error(`BUG: no field shows the problem at ${issue.path.join('.')}`);
  const refined = issue.code === 'custom'; // a rule beyond the field's own shape
  problems[field] ??= refined && field === 'timeout' ? 'timeoutLonger' : refined && field === 'urls' ? 'credentials' : field;
}

/** What usually listens on a port: the job's name where none is given. */
const JOBS: Readonly<Record<string, string>> = { 9090: 'prometheus', 9093: 'alertmanager', 9100: 'node', 9104: 'mysql', 9113: 'nginx', 9115: 'blackbox', 9121: 'redis', 9182: 'windows', 9187: 'postgres', 9216: 'mongodb', 9256: 'process', 9323: 'docker', 8428: 'victoriametrics', 8080: 'cadvisor' };
export const jobGuess = (url: string): string => URL.canParse(url) ? JOBS[new URL(url).port] ?? '' : '';
