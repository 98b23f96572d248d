import type { ReceiverSecrets } from '../../src-main/shared/contract/receivers.ts';
import { ReceiverConfig, type ReceiverInput, type ReceiverState, type WebhookPreset } from '../../src-main/shared/model/receiver.ts';
import { type SecretDraft, secretDraft } from '../hosts/secrets.ts';

/** What a receiver is, for people: the kind, and of webhooks whose. */
export const TYPES = ['email', 'slack', 'feishu', 'dingtalk', 'wecom', 'teams', 'webhook', 'custom', 'alertmanager', 'desktop'] as const;
export type ReceiverType = (typeof TYPES)[number];

export interface ReceiverForm {
  readonly type: ReceiverType;
  readonly name: string;
  readonly sendResolved: boolean;
  readonly language: 'en' | 'zh';
  readonly host: string;
  readonly port: string;
  readonly security: ReceiverConfig['email']['security'];
  readonly from: string;
  readonly to: readonly string[];
  /** of mail, of a webhook's basic authentication, of an Alertmanager's */
  readonly username: string;
  readonly method: 'POST' | 'PUT';
  /** one a line, `Name: value` */
  readonly headers: string;
  readonly body: string;
  readonly contentType: string;
  readonly address: string;
  readonly perMinute: string;
  readonly digestOver: string;
  readonly maxAlerts: string;
  readonly insecureSkipVerify: boolean;
  readonly ca: string;
  readonly url: SecretDraft;
  readonly password: SecretDraft;
  readonly bearer: SecretDraft;
  readonly signingKey: SecretDraft;
}
export type Field = 'name' | 'host' | 'port' | 'from' | 'to' | 'username' | 'headers' | 'body' | 'contentType' | 'address' | 'perMinute' | 'digestOver' | 'maxAlerts' | 'ca' | 'url';
export type Problems = Readonly<Partial<Record<Field, true>>>;

const BODY = `{
  "title": {{ .CommonLabels.alertname | toJson }},
  "status": "{{ .Status }}",
  "alerts": [{{ range $i, $a := .Alerts }}{{ if $i }}, {{ end }}{{ $a.Annotations.summary | toJson }}{{ end }}]
}`;

export const typeOf = ({ kind, webhook: { preset } }: ReceiverConfig): ReceiverType => kind !== 'webhook' ? kind : preset === 'alertmanager' ? 'webhook' : preset;

export function newReceiver(language: 'en' | 'zh'): ReceiverForm {
  return {
    type: 'email', name: '', sendResolved: true, language, host: '', port: '587', security: 'starttls', from: '', to: [], username: '', method: 'POST', headers: '', body: BODY, contentType: 'application/json', address: '',
    perMinute: '', digestOver: '', maxAlerts: '', insecureSkipVerify: false, ca: '', url: secretDraft(false), password: secretDraft(false), bearer: secretDraft(false), signingKey: secretDraft(false),
  };
}

export function formOf({ config, kept }: ReceiverState): ReceiverForm {
  const { email, webhook, alertmanager, limits } = config;
  const draft = (name: ReceiverState['kept'][number]) => secretDraft(kept.includes(name));
  return {
    type: typeOf(config), name: config.name, sendResolved: config.sendResolved, language: config.language,
    host: email.host, port: String(email.port), security: email.security, from: email.from, to: email.to,
    username: config.kind === 'email' ? email.username : config.kind === 'alertmanager' ? alertmanager.username : webhook.username,
    method: webhook.method, headers: Object.entries(webhook.headers).map(([name, value]) => `${name}: ${value}`).join('\n'), body: webhook.body === '' ? BODY : webhook.body, contentType: webhook.contentType, address: alertmanager.url,
    perMinute: text(limits.perMinute), digestOver: text(limits.digestOver), maxAlerts: config.maxAlerts === 0 ? '' : String(config.maxAlerts), insecureSkipVerify: config.insecureSkipVerify, ca: config.ca,
    url: draft('url'), password: draft('password'), bearer: draft('bearer'), signingKey: draft('signingKey'),
  };
}
const text = (value: number | undefined): string => value === undefined ? '' : String(value);

/** The configuration and its secrets, or which fields are wrong. */
export function configOf(form: ReceiverForm): { readonly config: ReceiverConfig | null; readonly secrets: ReceiverSecrets; readonly problems: Problems } {
  const problems: Partial<Record<Field, true>> = {};
  const headers = headersOf(form.headers);
  if (headers === null) problems.headers = true;
  if (isWebhook(form.type) && !URL.canParse(form.url.text) && !(form.url.kept && form.url.text === '' && !form.url.gone)) problems.url = true;
  const parsed = ReceiverConfig.safeParse(inputOf(form, headers ?? {}));
  for (const { path } of parsed.error?.issues ?? []) problems[fieldAt(path.map(String))] = true;
  return { config: parsed.success && Object.keys(problems).length === 0 ? parsed.data : null, secrets: secretsOf(form), problems };
}

export const isWebhook = (type: ReceiverType): boolean => !['email', 'alertmanager', 'desktop'].includes(type);
/** Those that tell a machine, and can be signed with our own header. */
export const isOwn = (type: ReceiverType): boolean => type === 'webhook' || type === 'custom';

function inputOf(form: ReceiverForm, headers: Record<string, string>): ReceiverInput {
  const { type } = form;
  const own = isOwn(type);
  return {
    name: form.name, kind: type === 'email' || type === 'alertmanager' || type === 'desktop' ? type : 'webhook', sendResolved: form.sendResolved, language: form.language,
    maxAlerts: countOf(form.maxAlerts) ?? 0, limits: { ...given('perMinute', form.perMinute), ...given('digestOver', form.digestOver) }, insecureSkipVerify: form.insecureSkipVerify, ca: form.ca.trim(),
    ...(type === 'email' ? { email: { host: form.host, port: countOf(form.port) ?? Number.NaN, security: form.security, username: form.username.trim(), from: form.from, to: [...form.to] } } : {}),
    ...(isWebhook(type) ? { webhook: { preset: presetOf(type), method: own ? form.method : 'POST', headers: own ? headers : {}, body: type === 'custom' ? form.body : '', contentType: own ? form.contentType.trim() : 'application/json', username: own ? form.username.trim() : '' } } : {}),
    ...(type === 'alertmanager' ? { alertmanager: { url: form.address.trim(), username: form.username.trim() } } : {}),
  };
}
const presetOf = (type: ReceiverType): WebhookPreset => type === 'webhook' ? 'alertmanager' : type === 'email' || type === 'desktop' ? 'custom' : type;

/** undefined of nothing, NaN of what is no number. */
const countOf = (typed: string): number | undefined => typed.trim() === '' ? undefined : /^\d+$/.test(typed.trim()) ? Number(typed) : Number.NaN;
const given = (name: 'perMinute' | 'digestOver', typed: string): object => { const count = countOf(typed); return count === undefined ? {} : { [name]: count }; };

/** Lines as `Name: value`; null when one is none. */
function headersOf(typed: string): Record<string, string> | null {
  const lines = typed.split('\n').map(line => line.trim()).filter(line => line !== '').map(line => /^([^:\s]+)\s*:\s*(.*)$/.exec(line));
  return lines.every(line => line !== null) ? Object.fromEntries(lines.map(([, name = '', value = '']) => [name, value])) : null;
}

function secretsOf({ url, password, bearer, signingKey }: ReceiverForm): ReceiverSecrets {
  const sent = (draft: SecretDraft) => draft.text !== '' || draft.gone;
  return { ...(sent(url) ? { url: url.text.trim() } : {}), ...(sent(password) ? { password: password.text } : {}), ...(sent(bearer) ? { bearer: bearer.text } : {}), ...(sent(signingKey) ? { signingKey: signingKey.text } : {}) };
}

const FIELDS: Readonly<Record<string, Field>> = {
  name: 'name', maxAlerts: 'maxAlerts', 'limits.perMinute': 'perMinute', 'limits.digestOver': 'digestOver', ca: 'ca', 'email.host': 'host', 'email.port': 'port', 'email.from': 'from', 'email.to': 'to', 'email.username': 'username',
  'webhook.headers': 'headers', 'webhook.body': 'body', 'webhook.contentType': 'contentType', 'webhook.username': 'username', 'alertmanager.url': 'address', 'alertmanager.username': 'username',
};
function fieldAt(path: readonly string[]): Field {
  const field = FIELDS[path.slice(0, 2).join('.')] ?? FIELDS[path[0] ?? ''];
  if (field === undefined) throw new Error(`BUG: no field shows the problem at ${path.join('.')}`);
  return field;
}
