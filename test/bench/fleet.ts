import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AccountInput } from '../../src-main/shared/model/cloud.ts';

/** A cloud that lists as many machines as asked for in every account, in the words of EC2's DescribeInstances. */
export interface Fleet {
  /** the nth account: its access key tells them apart */
  account(n: number): { readonly config: AccountInput; readonly secrets: Readonly<Record<string, string>> };
  stop(): Promise<void>;
}

const REGION = 'eu-west-1';

export async function startFleet(machinesPerAccount: number): Promise<Fleet> {
  const server = createServer((request, response) => {
    void (async () => {
      const action = new URLSearchParams(await text(request)).get('Action') ?? '';
      const account = Number(/Credential=BENCH0*(\d+)\//.exec(request.headers.authorization ?? '')?.[1] ?? 0);
      response.writeHead(200, { 'content-type': 'text/xml' }).end(answer(action, account, machinesPerAccount));
    })();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('BUG: a TCP server without a port');
  return {
    account: n => ({
      config: { kind: 'aws', name: `account-${n}`, credential: { method: 'keys', fields: { accessKeyId: `BENCH${String(n).padStart(15, '0')}` } }, endpoint: `http://127.0.0.1:${address.port}`, homeRegion: REGION, regions: [REGION], intervalMs: 86_400_000 },
      secrets: { secretAccessKey: 'of-the-bench' },
    }),
    stop: () => new Promise(resolve => { server.closeAllConnections(); server.close(() => resolve()); }),
  };
}

async function text(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

function answer(action: string, account: number, count: number): string {
  if (action !== 'DescribeInstances') return '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::1:user/bench</Arn><UserId>bench</UserId><Account>1</Account></GetCallerIdentityResult></GetCallerIdentityResponse>';
  const items = Array.from({ length: count }, (_, i) => instance(account, i)).join('');
  return `<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>bench</requestId><reservationSet><item><instancesSet>${items}</instancesSet></item></reservationSet></DescribeInstancesResponse>`;
}

function instance(account: number, i: number): string {
  const tags = { Name: `host-${account}-${i}`, env: i % 3 === 0 ? 'prod' : 'test', team: `team-${i % 7}` };
  const tagSet = Object.entries(tags).map(([key, value]) => `<item><key>${key}</key><value>${value}</value></item>`).join('');
  return `<item><instanceId>i-${String(account * 100_000 + i).padStart(17, '0')}</instanceId><imageId>ami-1</imageId><instanceState><code>16</code><name>running</name></instanceState>`
    + `<privateIpAddress>10.${account}.${i >> 8}.${i & 255}</privateIpAddress><ipAddress>54.${account}.${i >> 8}.${i & 255}</ipAddress><instanceType>t3.micro</instanceType><launchTime>2026-01-01T00:00:00.000Z</launchTime>`
    + `<placement><availabilityZone>${REGION}a</availabilityZone></placement><monitoring><state>disabled</state></monitoring><architecture>x86_64</architecture><vpcId>vpc-${account}</vpcId><tagSet>${tagSet}</tagSet></item>`;
}
