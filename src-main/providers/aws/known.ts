import { loadSharedConfigFiles } from '@smithy/core/config';
import type { KnownCredentials } from '../../shared/contract/accounts.ts';
import type { AwsFiles } from './credentials.ts';

/** What `aws configure` has left on this computer: names only. A file that is not there has none. */
export async function knownToAws(env: Readonly<Record<string, string | undefined>>, files: AwsFiles = {}): Promise<KnownCredentials> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true, ...files });
  const names = new Set([...Object.keys(credentialsFile), ...Object.keys(configFile)].filter(name => !/^(sso-session|services)\./.test(name)));
  return {
    environment: (env['AWS_ACCESS_KEY_ID'] ?? '') !== '',
    profiles: [...names].sort().map(name => {
      const settings = { ...configFile[name], ...credentialsFile[name] };
      return { name, sso: settings['sso_session'] !== undefined || settings['sso_start_url'] !== undefined, region: settings['region'] ?? '' };
    }),
  };
}
