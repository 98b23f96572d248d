import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { ACCOUNT_KINDS } from '../../shared/model/accountkinds.ts';
import type { AccountConfig, AccountId, CloudMachine } from '../../shared/model/cloud.ts';
import type { Provider } from '../provider.ts';
import { actOn, changeTags } from './actions.ts';
import { awsClients } from './clients.ts';
import { awsCredentials, type AwsFiles, type SecretReader } from './credentials.ts';
import { present, sorted } from './failure.ts';
import { listInstances, protectionOf } from './instances.ts';
import { cloudwatchMetrics } from './metrics.ts';
import type { CallListener, Wiring } from './wiring.ts';

export interface AwsParts {
  readonly accountId: AccountId;
  readonly config: AccountConfig;
  readonly secrets: SecretReader;
  readonly onCall: CallListener;
  /** in place of ~/.aws */
  readonly files?: AwsFiles;
  readonly wiring?: Partial<Wiring>;
  /** machines a page of a list */
  readonly pageSize?: number;
}

/** An account of AWS: EC2 and CloudWatch. Nothing is asked before a method is called. */
export function awsProvider({ accountId, config, secrets, onCall, files, wiring, pageSize }: AwsParts): Provider {
  const homeRegion = config.homeRegion === '' ? ACCOUNT_KINDS.aws.homeRegion : config.homeRegion;
  const credentials = awsCredentials({ config, homeRegion, secrets, files, onCall, wiring });
  const clients = awsClients({ credentials, endpoint: config.endpoint, onCall, ...(wiring === undefined ? {} : { wiring }) });
  const at = ({ region }: CloudMachine) => clients.ec2(region);
  return {
    kind: 'aws', capabilities: ACCOUNT_KINDS.aws.capabilities,
    credentials: signal => sorted(signal, async () => `access key ${masked((await credentials()).accessKeyId)}`),
    identity: signal => sorted(signal, async () => {
      const { Account, Arn } = await clients.sts(homeRegion).send(new GetCallerIdentityCommand({}), { abortSignal: signal });
      return { account: present(Account, 'Account'), user: Arn ?? '' };
    }),
    regions: signal => sorted(signal, async () => {
      const { Regions } = await clients.ec2(homeRegion).send(new DescribeRegionsCommand({ AllRegions: false }), { abortSignal: signal });
      return present(Regions, 'regionInfo').flatMap(({ RegionName }) => RegionName ?? []).sort();
    }),
    list: (region, signal) => sorted(signal, () => listInstances(clients.ec2(region), accountId, region, signal, pageSize)),
    protection: (machine, signal) => sorted(signal, () => protectionOf(at(machine), machine.nativeId, signal)),
    act: (action, machine, options, signal) => sorted(signal, () => actOn(at(machine), action, machine, options, signal)),
    setTags: (machine, change, options, signal) => sorted(signal, () => changeTags(at(machine), machine, change, options, signal)),
    metrics: cloudwatchMetrics(clients.cloudwatch),
    close: () => clients.close(),
  };
}

/** Enough of a key's id to know it again. */
const masked = (id: string): string => id.length <= 8 ? '…' : `${id.slice(0, 4)}…${id.slice(-4)}`;
