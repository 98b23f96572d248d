import type { LeftOutReason } from '../shared/model/prometheusimport.ts';
import type { TargetInput } from '../shared/model/target.ts';
import type { YamlFields } from './yamlfields.ts';

/** Takes down one place that is not taken as it stands. */
export type Note = (line: number, field: string, reason: LeftOutReason, detail?: string) => void;
/** A file as it is named. */
export interface NamedFile { readonly line: number; readonly path: string }

/** In clear; for the vault. */
export interface JobSecrets { readonly password?: string; readonly bearer?: string; readonly clientKey?: string }

export interface JobAccess {
  readonly config: Pick<TargetInput, 'auth' | 'tls'>;
  readonly secrets: JobSecrets;
  readonly caFile: NamedFile | null;
}

/** How a job tells who it is, and whom it trusts. Secrets in files are left where they are. */
export function accessOf(fields: YamlFields, note: Note): JobAccess {
  const login = loginOf(fields, note);
  const tls = tlsOf(fields, note);
  return { config: { auth: login.auth, tls: tls.tls }, secrets: { ...login.secrets, ...tls.secrets }, caFile: tls.caFile };
}

interface Login { readonly auth: NonNullable<TargetInput['auth']>; readonly secrets: JobSecrets }
const NOBODY: Login = { auth: { kind: 'none' }, secrets: {} };

function loginOf(fields: YamlFields, note: Note): Login {
  const basic = fields.map('basic_auth');
  const authorization = fields.map('authorization');
  const token = fields.text('bearer_token') ?? '';
  if (fields.has('bearer_token_file')) {
    fields.text('bearer_token_file');
    note(fields.lineOf('bearer_token_file'), 'bearer_token_file', 'file');
  }
  if (basic !== null) return basicLogin(basic, note);
  if (authorization !== null) return tokenLogin(authorization, note);
  return token === '' ? NOBODY : { auth: { kind: 'bearer' }, secrets: { bearer: token } };
}

function basicLogin(basic: YamlFields, note: Note): Login {
  const username = basic.text('username') ?? '';
  const password = basic.text('password') ?? '';
  restOf(basic, 'basic_auth', note);
  if (password === '') {
    if (!basic.has('password_file')) note(basic.line, 'basic_auth', 'adjusted', 'no authorization, since the password is empty');
    return NOBODY;
  }
  return { auth: { kind: 'basic', username }, secrets: { password } };
}

function tokenLogin(authorization: YamlFields, note: Note): Login {
  const type = authorization.text('type') || 'Bearer';
  const bearer = authorization.text('credentials') ?? '';
  restOf(authorization, 'authorization', note);
  if (type.toLowerCase() !== 'bearer') {
    note(authorization.lineOf('type'), 'authorization.type', 'unsupported');
    return NOBODY;
  }
  return bearer === '' ? NOBODY : { auth: { kind: 'bearer' }, secrets: { bearer } };
}

function tlsOf(fields: YamlFields, note: Note): { readonly tls: NonNullable<TargetInput['tls']>; readonly secrets: JobSecrets; readonly caFile: NamedFile | null } {
  const tls = fields.map('tls_config');
  if (tls === null) return { tls: {}, secrets: {}, caFile: null };
  const [ca, cert, key, serverName, caPath] = ['ca', 'cert', 'key', 'server_name', 'ca_file'].map(name => tls.text(name) ?? '') as [string, string, string, string, string];
  const insecureSkipVerify = tls.flag('insecure_skip_verify') ?? false;
  restOf(tls, 'tls_config', note);
  const both = cert !== '' && key !== '';
  return {
    tls: { insecureSkipVerify, ...(ca === '' ? {} : { ca }), ...(serverName === '' ? {} : { serverName }), ...(both ? { cert } : {}) },
    secrets: both ? { clientKey: key } : {},
    caFile: caPath === '' || ca !== '' ? null : { line: tls.lineOf('ca_file'), path: caPath },
  };
}

function restOf(fields: YamlFields, where: string, note: Note): void {
  for (const { line, name } of fields.rest()) note(line, `${where}.${name}`, name.endsWith('_file') ? 'file' : 'unsupported');
}
