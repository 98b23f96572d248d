import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { type AwsRecorder, type AwsReplay, type Exchange, keyOf } from './awsrecording.ts';
import { answerOf, type Fault } from './awsfaults.ts';

/** A request as AWS sees it. `body` unpacked */
export interface AwsCall { readonly operation: string; readonly region: string; readonly service: string; readonly accessKeyId: string; readonly body: string }
/** Which requests it meets; what is left out meets all. */
export interface FaultRule { readonly fault: Fault; readonly region?: string; readonly operation?: string; readonly service?: string; readonly accessKeyId?: string; /** so many times, then no more */ readonly times?: number }

export interface AwsProxy {
  readonly url: string;
  /** every request that came, in order */
  readonly calls: readonly AwsCall[];
  fault(rule: FaultRule): void;
  /** No fault any more; who hangs is let go. */
  mend(): void;
  stop(): Promise<void>;
}

/** upstream  an emulator's URL, or what it once answered. keys: access keys that are known; empty: all are */
export async function startAwsProxy(upstream: string | AwsReplay, keys: readonly string[], recorder: AwsRecorder | null): Promise<AwsProxy> {
  const calls: AwsCall[] = [];
  let rules: { rule: FaultRule; left: number }[] = [];
  const hanging = new Set<ServerResponse>();

  const faultOf = (call: AwsCall): Fault | null => {
    if (keys.length > 0 && !keys.includes(call.accessKeyId) && !call.accessKeyId.startsWith(TEMPORARY)) return 'wrong-key';
    const found = rules.find(({ rule, left }) => left > 0 && meets(rule, call));
    if (found === undefined) return null;
    found.left--;
    return found.rule.fault;
  };
  const pass = async (call: AwsCall, request: IncomingMessage, body: Buffer): Promise<Exchange> => {
    const key = keyOf(call.region, call.operation, call.body);
    if (typeof upstream !== 'string') return upstream.answer(call.operation, key);
    const headers = Object.fromEntries(Object.entries(request.headers).flatMap(([name, value]) => typeof value === 'string' && !['host', 'connection', 'content-length'].includes(name) ? [[name, value]] : []));
    const answer = await fetch(`${upstream}${request.url}`, { method: request.method ?? 'POST', headers, body: new Uint8Array(body) });
    const exchange = { status: answer.status, headers: Object.fromEntries([...answer.headers].filter(([name]) => name === 'content-type' || name.startsWith('x-amz'))), body: await answer.text() };
    recorder?.take(call.operation, key, exchange);
    return exchange;
  };
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const call = callOf(request, request.headers['content-encoding'] === 'gzip' ? gunzipSync(body).toString() : body.toString());
    calls.push(call);
    const fault = faultOf(call);
    if (fault === 'hang') { hanging.add(response); return; }
    if (fault === 'cut') { request.socket.destroy(); return; }
    if (fault !== null) {
      const { status, headers, body: text } = answerOf(fault, call.service);
      response.writeHead(status, headers).end(text);
      return;
    }
    const exchange = await pass(call, request, body);
    response.writeHead(exchange.status, exchange.headers).end(exchange.body);
  };

  const server = createServer((request, response) => { serve(request, response).catch(() => response.destroy()); }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('BUG: a TCP server without a port');
  const release = () => { for (const response of hanging) response.destroy(); hanging.clear(); };
  return {
    url: `http://127.0.0.1:${address.port}`, calls,
    fault: rule => { rules.push({ rule, left: rule.times ?? Number.POSITIVE_INFINITY }); },
    mend: () => { rules = []; release(); },
    stop: async () => {
      release();
      server.closeAllConnections();
      await new Promise(resolve => { server.close(resolve); });
    },
  };
}

/** Keys that STS hands out begin so. */
const TEMPORARY = 'ASIA';

const meets = ({ region, operation, service, accessKeyId }: FaultRule, call: AwsCall): boolean =>
  (region ?? call.region) === call.region && (operation ?? call.operation) === call.operation && (service ?? call.service) === call.service && (accessKeyId ?? call.accessKeyId) === call.accessKeyId;

function callOf({ headers }: IncomingMessage, body: string): AwsCall {
  const [, accessKeyId = '', region = '', service = ''] = /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  const target = headers['x-amz-target'];
  const operation = typeof target === 'string' ? target.split('.').at(-1)! : new URLSearchParams(body).get('Action') ?? '';
  return { operation, region, service, accessKeyId, body };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
