import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EC2Client } from '@aws-sdk/client-ec2';
import { STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentials } from './credentials.ts';
import { type CallListener, counting, type Wiring, wiringOf } from './wiring.ts';

export interface ClientParts {
  readonly credentials: AwsCredentials;
  /** '' = the cloud's own */
  readonly endpoint: string;
  readonly onCall: CallListener;
  readonly wiring?: Partial<Wiring>;
}

/** Connections to the services, one a region, each made when it is first needed. */
export interface AwsClients {
  ec2(region: string): EC2Client;
  cloudwatch(region: string): CloudWatchClient;
  sts(region: string): STSClient;
  close(): void;
}

interface Stackable { readonly middlewareStack: { use(plugin: ReturnType<typeof counting>): void }; destroy(): void }

export function awsClients({ credentials, endpoint, onCall, wiring }: ClientParts): AwsClients {
  const made = new Map<string, { destroy(): void }>();
  const configOf = (region: string) => ({ region, credentials, ...wiringOf(wiring), ...(endpoint === '' ? {} : { endpoint }) });
  const kept = <T extends Stackable>(service: string, make: (config: ReturnType<typeof configOf>) => T) => {
    const clients = new Map<string, T>();
    return (region: string): T => {
      const before = clients.get(region);
      if (before !== undefined) return before;
      const client = make(configOf(region));
      client.middlewareStack.use(counting(region, onCall));
      clients.set(region, client);
      made.set(`${service} ${region}`, client);
      return client;
    };
  };
  return {
    ec2: kept('ec2', config => new EC2Client(config)),
    cloudwatch: kept('cloudwatch', config => new CloudWatchClient(config)),
    sts: kept('sts', config => new STSClient(config)),
    close: () => { for (const client of made.values()) client.destroy(); },
  };
}
