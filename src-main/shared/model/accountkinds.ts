import type { AccountConfig, Capabilities, CloudKind, PowerState } from './cloud.ts';
import { CLOUD_METRICS, type CloudMetric } from './cloudmetrics.ts';

/** One thing that is asked for. secret: it goes into the vault and never comes back out. */
export interface CredentialField { readonly name: string; readonly secret: boolean; readonly required: boolean }
/** One way to come by credentials. */
export interface CredentialMethod { readonly name: string; readonly fields: readonly CredentialField[] }

/** What a cloud is like before anything was asked of it. */
export interface AccountKind {
  readonly kind: CloudKind;
  readonly methods: readonly CredentialMethod[];
  readonly capabilities: Capabilities;
  /** asked for identity and regions where the account names none */
  readonly homeRegion: string;
  readonly metrics: readonly CloudMetric[];
}

const plain = (name: string, required: boolean): CredentialField => ({ name, secret: false, required });
const hidden = (name: string, required: boolean): CredentialField => ({ name, secret: true, required });
/** A role that is assumed with what the rest of the fields give. */
const ROLE = [plain('roleArn', false), hidden('externalId', false)];

const NOTHING: Readonly<Record<PowerState, readonly []>> = { running: [], stopped: [], starting: [], stopping: [], terminating: [], terminated: [], unknown: [] };
/** EC2 knows no forced reboot: its reboot becomes one by itself when the system has not answered for four minutes. */
const EC2: Capabilities = {
  actions: {
    ...NOTHING,
    running: ['stop', 'reboot', 'force-stop', 'terminate', 'tag'], stopped: ['start', 'terminate', 'tag'],
    starting: ['terminate', 'tag'], stopping: ['force-stop', 'terminate', 'tag'], unknown: ['tag'],
  },
  dryRun: true, metrics: true, regions: true,
};

export const ACCOUNT_KINDS: Readonly<Record<CloudKind, AccountKind>> = {
  aws: {
    kind: 'aws', homeRegion: 'us-east-1', capabilities: EC2, metrics: CLOUD_METRICS.aws,
    methods: [
      { name: 'profile', fields: [plain('profile', true), ...ROLE] },
      { name: 'keys', fields: [plain('accessKeyId', true), hidden('secretAccessKey', true), hidden('sessionToken', false), ...ROLE] },
      { name: 'sso', fields: [plain('profile', true), ...ROLE] },
      { name: 'environment', fields: ROLE },
    ],
  },
};

/** The method that a configuration chooses; undefined where its kind has none of that name. */
export const methodOf = ({ kind, credential }: Pick<AccountConfig, 'kind' | 'credential'>): CredentialMethod | undefined =>
  ACCOUNT_KINDS[kind].methods.find(({ name }) => name === credential.method);
