import { Agent, request } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';

/** Readers have warmed up by then. */
const AFTER_MS = 3_000;
/** Time spent at most, ms; on a computer with nothing else to do it takes a fifth of that. */
const BUDGET_MS = 10_000;
/** A question that takes longer warms nothing more. */
const TIMEOUT = '100ms';
/** How far back is asked, seconds. */
const RANGE_S = 7_200;
/** So many questions about a few series, then one about many. */
const WIDE_EVERY = 8;
/** Of a larger store one name may be a million series. */
const MOST_SERIES = 200_000;
const NAMES = 13;
/** Code of the way in becomes fast after some two thousand requests. */
const ROUNDS = 450;
const ROUNDS_OF_NOTHING = 50;

const Names = z.object({ data: z.array(z.string()) });
const Stats = z.object({ data: z.object({ newest: z.number().nullable(), series: z.number() }) });

/**
 * Asks this host, over its own door, what a dashboard's first sight asks, until the way in is compiled: else the first dashboard would wait for that.
 * origin  of the door; token: of this computer's user
 */
export function warmDoor(origin: string, token: string): Disposable {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const get: Get = (path, params) => fetched(agent, `${origin}${path}${params === undefined ? '' : `?${new URLSearchParams({ ...params, nocache: '1' })}`}`, params === undefined ? 'POST' : 'GET', token);
  const timer = setTimeout(() => {
    void asked(get).catch(() => undefined).finally(() => agent.destroy()); // a door that is shut meanwhile needs no warmth
  }, AFTER_MS).unref();
  return { [Symbol.dispose]: () => { clearTimeout(timer); agent.destroy(); } };
}

/** The answer's text; without parameters it is a procedure that is called. */
type Get = (path: string, params?: Record<string, string>) => Promise<string>;

async function asked(get: Get): Promise<void> {
  const { newest, series } = Stats.parse(JSON.parse(await get('/api/store.stats'))).data;
  if (series > MOST_SERIES) return;
  const valuesOf = async (label: string): Promise<readonly string[]> => thinned(Names.parse(JSON.parse(await get(`/api/v1/label/${label}/values`, {}))).data);
  const names = await valuesOf('__name__'), instances = await valuesOf('instance');
  const end = Math.floor((newest ?? Date.now()) / 1000);
  const began = performance.now(), rounds = series === 0 ? ROUNDS_OF_NOTHING : ROUNDS;
  for (let round = 0; round < rounds && performance.now() - began < BUDGET_MS; round++) {
    const metric = `{__name__=${JSON.stringify(names[round % names.length] ?? 'up')}}`;
    const query = round % WIDE_EVERY === 0 ? wide(round / WIDE_EVERY, metric, instances) : `topk(8, ${metric})`;
    await get('/api/v1/query', { query, time: String(end), limit: '50', timeout: TIMEOUT });
    await get('/api/v1/query_range', { query, start: String(end - RANGE_S), end: String(end), step: '15', limit: '50', timeout: TIMEOUT });
    await get('/api/v1/label/job/values', { start: String(end - RANGE_S), end: String(end) });
    await get('/api/v1/series', { 'match[]': metric, start: String(end - RANGE_S), end: String(end), limit: '8' });
    await nextTurn();
  }
}

/** What many series are asked for, which two readers answer together. */
function wide(turn: number, metric: string, instances: readonly string[]): string {
  const questions = [
    `sum by (instance) (rate(${metric}[5m]))`, `avg_over_time(${metric}[30m])`, `{instance=${JSON.stringify(instances[turn % instances.length] ?? '')}, job=~".+"}`, `max by (job) (${metric})`,
    `1 - ${metric} / ${metric}`, 'count by (__name__) ({__name__=~".+"})', `histogram_quantile(0.9, sum by (le) (rate(${metric}[5m])))`, `quantile_over_time(0.9, ${metric}[30m])`,
  ];
  return questions[turn % questions.length]!;
}

const thinned = (list: readonly string[]): readonly string[] => list.filter((_, i) => i % Math.ceil(list.length / NAMES) === 0);

function fetched(agent: Agent, url: string, method: string, token: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request(url, { agent, method, headers: { authorization: `Bearer ${token}` } }, answer => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part)).on('error', reject).on('end', () => resolve(Buffer.concat(parts).toString('utf8')));
    }).on('error', reject).end();
  });
}
