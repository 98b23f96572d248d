import { fromEnv, fromIni, fromSSO, fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { AccountConfig } from '../../shared/model/cloud.ts';
import { AppError } from '../../shared/model/errors.ts';
import { type CallListener, counting, type Wiring, wiringOf } from './wiring.ts';

/** Resolves to keys, anew when they have run out. */
export type AwsCredentials = () => Promise<AwsKeys>;
export interface AwsKeys { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string; readonly expiration?: Date }

/** What the vault keeps of an account, by the name of the field. errors: AppError 'locked' */
export type SecretReader = () => Promise<Readonly<Record<string, string>>>;
/** Files in place of ~/.aws/credentials and ~/.aws/config. */
export interface AwsFiles { readonly filepath?: string; readonly configFilepath?: string }

export interface CredentialParts {
  readonly config: Pick<AccountConfig, 'credential' | 'endpoint'>;
  readonly homeRegion: string;
  readonly secrets: SecretReader;
  readonly files?: AwsFiles | undefined;
  readonly onCall: CallListener;
  readonly wiring?: Partial<Wiring> | undefined;
}

const SESSION = 'stratoscope';

/** Where an account's keys come from. What ~/.aws has is read there each time it is needed, and kept nowhere. */
export function awsCredentials(parts: CredentialParts): AwsCredentials {
  const first = firstCredentials(parts);
  const { roleArn = '' } = parts.config.credential.fields;
  return roleArn === '' ? first : shared(async () => assumed(parts, first, roleArn, await parts.secrets()));
}

/** Keys that run out are had anew so long before. */
const EARLY_MS = 300_000;

/** One question for all regions, each of which asks by itself; keys are asked for again shortly before they run out. */
function shared(make: AwsCredentials): AwsCredentials {
  let kept: Promise<AwsKeys> | null = null;
  let until = 0;
  return () => {
    if (kept !== null && Date.now() < until) return kept;
    const asked = make();
    kept = asked;
    until = Number.POSITIVE_INFINITY;
    asked.then(
      ({ expiration }) => { if (expiration !== undefined) until = expiration.getTime() - EARLY_MS; },
      () => { kept = null; },
    );
    return asked;
  };
}

function firstCredentials({ config, homeRegion, secrets, files, wiring }: CredentialParts): AwsCredentials {
  const { method, fields } = config.credential;
  const client = { clientConfig: { region: homeRegion, ...wiringOf(wiring) } };
  switch (method) {
    case 'keys': return async () => pasted(fields['accessKeyId'] ?? '', await secrets());
    case 'environment': return fromEnv();
    case 'profile': return fromIni({ profile: fields['profile'] ?? 'default', ignoreCache: true, ...files, ...client });
    case 'sso': return fromSSO({ profile: fields['profile'] ?? 'default', ignoreCache: true, ...files, ...client });
    default: throw new AppError('invalid-input', `AWS knows no credentials by ${method}.`);
  }
}

function pasted(accessKeyId: string, { secretAccessKey, sessionToken }: Readonly<Record<string, string>>): AwsKeys {
  if (accessKeyId === '' || secretAccessKey === undefined || secretAccessKey === '') throw new AppError('unauthorized', 'The secret access key of this account is not in the vault: enter it again.');
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined || sessionToken === '' ? {} : { sessionToken }) };
}

function assumed({ config, homeRegion, onCall, wiring }: CredentialParts, first: AwsCredentials, RoleArn: string, { externalId }: Readonly<Record<string, string>>): Promise<AwsKeys> {
  return fromTemporaryCredentials({
    masterCredentials: first,
    params: { RoleArn, RoleSessionName: SESSION, ...(externalId === undefined || externalId === '' ? {} : { ExternalId: externalId }) },
    clientConfig: { region: homeRegion, ...wiringOf(wiring), ...(config.endpoint === '' ? {} : { endpoint: config.endpoint }) },
    clientPlugins: [counting(homeRegion, onCall)],
  })();
}
