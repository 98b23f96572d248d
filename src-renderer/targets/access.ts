import type { TargetSecrets } from '../../src-main/shared/contract/targets.ts';
import type { TargetConfig, TargetInput } from '../../src-main/shared/model/target.ts';

export type AuthKind = TargetConfig['auth']['kind'];

/** How a target is reached and told who asks, as its form holds it. What is typed of a secret is here, what is stored is not. */
export interface AccessForm {
  readonly auth: AuthKind;
  readonly username: string;
  readonly password: string;
  readonly bearer: string;
  readonly cert: string;
  readonly clientKey: string;
  /** id of an SSH host; '' from here */
  readonly via: string;
  /** its name, known once it was chosen here */
  readonly viaName: string;
  readonly unixSocket: string;
}

export const NO_ACCESS: AccessForm = { auth: 'none', username: '', password: '', bearer: '', cert: '', clientKey: '', via: '', viaName: '', unixSocket: '' };

export const accessOf = ({ auth, tls, via, unixSocket }: TargetConfig): AccessForm =>
  ({ ...NO_ACCESS, auth: auth.kind, username: auth.username, cert: tls.cert ?? '', via, unixSocket });

/** What of it goes into the configuration; the certificate belongs to `tls`. */
export const accessInput = ({ auth, username, via, unixSocket }: AccessForm): Pick<TargetInput, 'auth' | 'via' | 'unixSocket'> =>
  ({ auth: { kind: auth, username: auth === 'basic' ? username : '' }, via, unixSocket: unixSocket.trim() });

export type SecretField = keyof TargetSecrets;

/** The secrets that this form calls for. */
export function secretFields({ auth, cert }: AccessForm): readonly SecretField[] {
  const key: readonly SecretField[] = cert.trim() === '' ? [] : ['clientKey'];
  return auth === 'none' ? key : [auth === 'basic' ? 'password' : 'bearer', ...key];
}

/** What was typed; what was left empty stays as it is stored. */
export const secretsIn = (form: AccessForm): TargetSecrets => Object.fromEntries(secretFields(form).filter(field => form[field] !== '').map(field => [field, form[field]]));

/** Whether what is stored for `before` may be sent to where this form leads: the host uses no secret elsewhere than it was entered for. */
export function keepsSecret(field: SecretField, form: AccessForm, url: string, before: TargetConfig | null): boolean {
  if (before === null || !secretFields(accessOf(before)).includes(field)) return false;
  return originOf(url) === originOf(before.url) && form.via === before.via && form.unixSocket.trim() === before.unixSocket;
}

/** What tells targets behind SSH hosts apart where nothing was typed: each of them has a loopback of its own. '' where the address does. */
export function instanceGuess({ viaName, unixSocket }: AccessForm, url: string): string {
  const parsed = URL.parse(url);
  if (viaName === '' || parsed === null) return '';
  if (unixSocket.trim() !== '') return viaName;
  return LOOPBACK.test(parsed.hostname) ? `${viaName}:${parsed.port || (parsed.protocol === 'https:' ? 443 : 80)}` : '';
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
const originOf = (url: string): string => URL.parse(url)?.origin ?? url;

/** Whether a password would cross a network unencrypted. */
export function isInClear({ auth, via, unixSocket }: AccessForm, url: string): boolean {
  const parsed = URL.parse(url);
  return auth !== 'none' && via === '' && unixSocket.trim() === '' && parsed?.protocol === 'http:' && !LOOPBACK.test(parsed.hostname);
}
