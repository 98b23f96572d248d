import { Agent, request } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';

/** Readers have warmed up by then. */
const AFTER_MS = 3_000;
/** Time spent at most, ms: code of the way in becomes fast after some two thousand requests. */
const BUDGET_MS = 2_500;
/** A question that takes longer warms nothing more. */
const TIMEOUT = '100ms';
/** Of a larger store one name may be a million series. */
const MOST_SERIES = 200_000;
const NAMES = 6;
const ROUNDS = 500;

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
  const names = Names.parse(JSON.parse(await get('/api/v1/label/__name__/values', {}))).data;
  const some = names.filter((_, i) => i % Math.ceil(names.length / NAMES) === 0);
  const began = performance.now();
  for (let round = 0; round < ROUNDS && performance.now() - began < BUDGET_MS; round++) {
    const query = round % 4 === 0 || some.length === 0 ? 'vector(1)' : `topk(8, {__name__=${JSON.stringify(some[round % some.length])}})`;
    const end = Math.floor((newest ?? Date.now()) / 1000);
    await get('/api/v1/query', { query, time: String(end), limit: '8', timeout: TIMEOUT });
    await get('/api/v1/query_range', { query, start: String(end - 1800), end: String(end), step: '15', limit: '8', timeout: TIMEOUT });
    await get('/api/v1/label/job/values', { start: String(end - 1800), end: String(end) });
    if (round % 4 !== 0 && some.length > 0) await get('/api/v1/series', { 'match[]': `{__name__=${JSON.stringify(some[round % some.length])}}`, start: String(end - 1800), end: String(end), limit: '8' });
    await nextTurn();
  }
}

function fetched(agent: Agent, url: string, method: string, token: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request(url, { agent, method, headers: { authorization: `Bearer ${token}` } }, answer => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part)).on('error', reject).on('end', () => resolve(Buffer.concat(parts).toString('utf8')));
    }).on('error', reject).end();
  });
}
