import type { AccountSecrets } from '../../src-main/shared/contract/accounts.ts';
import { ACCOUNT_KINDS, type CredentialField, type CredentialMethod } from '../../src-main/shared/model/accountkinds.ts';
import { AccountConfig, type AccountInput, type AccountState, type Polling } from '../../src-main/shared/model/cloud.ts';
import { type SecretDraft, secretDraft, willBeKept } from '../hosts/secrets.ts';
import { durationText, parseDuration } from '../host/range-text.ts';

/** An account as its form holds it: text as typed. */
export interface AccountForm {
  readonly kind: AccountConfig['kind'];
  readonly name: string;
  readonly method: string;
  /** what is not secret, by the name of the field */
  readonly fields: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, SecretDraft>>;
  readonly endpoint: string;
  readonly homeRegion: string;
  readonly regions: readonly string[];
  readonly interval: string;
  readonly metrics: PollingForm;
}
/** budget: US dollars a month, '' for none */
export interface PollingForm { readonly enabled: boolean; readonly path: Polling['path']; readonly interval: string; readonly chosen: readonly string[]; readonly budget: string }

export type Field = 'name' | 'endpoint' | 'homeRegion' | 'regions' | 'interval' | 'metricsInterval' | 'budget';
/** What is wrong, by field; of the credentials, names of fields that are missing. */
export interface Problems { readonly fields: ReadonlySet<Field>; readonly missing: ReadonlySet<string> }
export const NO_PROBLEMS: Problems = { fields: new Set(), missing: new Set() };

const METRICS: PollingForm = { enabled: false, path: 'batch', interval: '5m', chosen: [], budget: '' };
export const NEW_ACCOUNT: AccountForm = {
  kind: 'aws', name: '', method: 'profile', fields: {}, secrets: {}, endpoint: '', homeRegion: '', regions: [], interval: '5m', metrics: METRICS,
};

export const formOf = ({ config, kept }: Pick<AccountState, 'config' | 'kept'>): AccountForm => ({
  kind: config.kind, name: config.name, method: config.credential.method, fields: config.credential.fields, secrets: Object.fromEntries(kept.map(name => [name, secretDraft(true)])),
  endpoint: config.endpoint, homeRegion: config.homeRegion, regions: config.regions, interval: durationText(config.intervalMs), metrics: pollingFormOf(config.polling),
});

export const pollingFormOf = ({ enabled, path, intervalMs, metrics, budget }: Polling): PollingForm =>
  ({ enabled, path, interval: durationText(intervalMs), chosen: metrics, budget: budget === 0 ? '' : String(budget) });

export const methodOfForm = ({ kind, method }: Pick<AccountForm, 'kind' | 'method'>): CredentialMethod => {
  const found = ACCOUNT_KINDS[kind].methods.find(({ name }) => name === method);
  if (found === undefined) throw new Error(`BUG: ${kind} has no credentials by ${method}`);
  return found;
};

/** The configuration a form says, or what is wrong with it. */
export function configOf(form: AccountForm): { readonly config: AccountConfig | null; readonly problems: Problems } {
  const method = methodOfForm(form);
  const missing = new Set(method.fields.filter(field => field.required && !isGiven(form, field)).map(({ name }) => name));
  const parsed = AccountConfig.safeParse(inputOf(form, method));
  const fields = new Set((parsed.error?.issues ?? []).flatMap(({ path }): Field[] => fieldAt(path)));
  return { config: parsed.success && missing.size === 0 ? parsed.data : null, problems: { fields, missing } };
}

const isGiven = (form: AccountForm, { name, secret }: CredentialField): boolean => secret ? willBeKept(form.secrets[name] ?? secretDraft(false)) : (form.fields[name] ?? '').trim() !== '';

function inputOf(form: AccountForm, method: CredentialMethod): AccountInput {
  const own = method.fields.flatMap(({ name, secret }) => secret || (form.fields[name] ?? '').trim() === '' ? [] : [[name, (form.fields[name] ?? '').trim()] as const]);
  return {
    kind: form.kind, name: nameOf(form), credential: { method: form.method, fields: Object.fromEntries(own) }, endpoint: form.endpoint.trim(), homeRegion: form.homeRegion.trim(),
    regions: [...form.regions], intervalMs: lengthOf(form.interval), polling: pollingInput(form.metrics),
  };
}

const pollingInput = ({ enabled, path, interval, chosen, budget }: PollingForm): Polling => ({ enabled, path, intervalMs: lengthOf(interval), metrics: [...chosen], budget: budget.trim() === '' ? 0 : Number(budget) });

/** Without a name of its own, the profile's, or the cloud's. */
export const nameOf = ({ name, fields, method, kind }: AccountForm): string => name.trim() || (method === 'profile' || method === 'sso' ? (fields['profile'] ?? '').trim() : '') || kind;

/** What is sent: left out stays as it is, empty is removed. */
export const secretsOf = (form: AccountForm): AccountSecrets => Object.fromEntries(methodOfForm(form).fields.flatMap(({ name, secret }) => {
  const draft = form.secrets[name];
  return secret && draft !== undefined && (draft.text !== '' || draft.gone) ? [[name, draft.text.trim()]] : [];
}));

/** What a price is told of, while the form is being filled in; null: the interval is none. */
export function pricedPolling(form: PollingForm): Polling | null {
  const polling = pollingInput(form);
  return polling.intervalMs >= 60_000 ? polling : null;
}

const lengthOf = (text: string): number => parseDuration(text.trim()) ?? Number.NaN;

function fieldAt([top, inside]: readonly PropertyKey[]): Field[] {
  switch (top) {
    case 'name': case 'endpoint': case 'homeRegion': case 'regions': return [top];
    case 'intervalMs': return ['interval'];
    case 'polling': return [inside === 'budget' ? 'budget' : 'metricsInterval'];
    default: throw new Error(`BUG: no field shows the problem at ${String(top)}`);
  }
}
