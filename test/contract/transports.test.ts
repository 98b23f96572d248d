import { MessageChannel } from 'node:worker_threads';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { AuditRecord } from '../../src-main/access/audit.ts';
import type { Caller } from '../../src-main/access/caller.ts';
import { guardWith } from '../../src-main/access/guard.ts';
import { AppError } from '../../src-main/shared/model/errors.ts';
import type { Permission } from '../../src-main/shared/model/permission.ts';
import { connect } from '../../src-main/shared/rpc/client.ts';
import { action, type Client, type Handlers, ingest, type Port, query, type Reply, type Request, returns, stream, STREAM_WINDOW } from '../../src-main/shared/rpc/contract.ts';
import { moved } from '../../src-main/shared/rpc/moved.ts';
import { fromMessagePort, fromWebSocket, portPair } from '../../src-main/shared/rpc/ports.ts';
import { secret } from '../../src-main/shared/rpc/secret.ts';
import { serve } from '../../src-main/shared/rpc/server.ts';

const contract = {
  lab: {
    columns: query('metrics:read', z.object({ from: z.number() }), returns<{ times: Float64Array; present: Uint8Array; names: Uint32Array }>()),
    echo: query('metrics:read', z.object({ value: z.unknown() }), returns<unknown>()),
    boom: query('metrics:read', z.object({}), returns<null>()),
    unsendable: query('metrics:read', z.object({}), returns<unknown>()),
    wait: query('metrics:read', z.object({}), returns<null>()),
    paint: action('target:write', z.object({ wall: z.enum(['north', 'south']), key: secret(z.string()).default('') }), returns<string>()),
    pour: ingest('metrics:write', z.object({ values: z.instanceof(Float64Array) }), returns<number>()),
    count: stream('metrics:read', z.object({ upTo: z.int() }), returns<number>()),
    ticks: stream('metrics:read', z.object({}), returns<number>()),
  },
};
type Lab = typeof contract;

const open: (() => void)[] = [];
afterEach(() => { for (const close of open.splice(0)) close(); });

type Ends = { near: Port<Reply, Request>; far: Port<Request, Reply>; hangUp: () => void };
const transports: Record<string, () => Promise<Ends>> = {
  'message port': async () => {
    const { port1, port2 } = new MessageChannel();
    open.push(() => port1.close());
    return { near: fromMessagePort(port1), far: fromMessagePort(port2), hangUp: () => port2.close() };
  },
  websocket: async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await new Promise(resolve => server.once('listening', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const here = new WebSocket(`ws://127.0.0.1:${address.port}`);
    const [there] = await Promise.all([new Promise<WebSocket>(resolve => server.once('connection', resolve)), new Promise(resolve => here.once('open', resolve))]);
    open.push(() => { here.close(); server.close(); });
    return { near: fromWebSocket(there), far: fromWebSocket(here), hangUp: () => here.terminate() };
  },
  'pair within a thread': async () => {
    const pair = portPair<Reply, Request>();
    open.push(pair.close);
    return { near: pair.near, far: pair.far, hangUp: pair.close };
  },
};

describe.each(Object.entries(transports))('the host over a %s', (_name, openEnds) => {
  async function host(...permissions: Permission[]) {
    const trail: AuditRecord[] = [];
    const seen = { aborted: 0, poured: Float64Array.of(), made: 0, malformed: [] as string[], unexpected: [] as string[] };
    const untilAborted = (signal: AbortSignal) => new Promise<null>(resolve => signal.addEventListener('abort', () => { seen.aborted++; resolve(null); }));
    const handlers: Handlers<Lab, Caller> = {
      lab: {
        columns: async ({ from }) => ({ times: moved(Float64Array.of(from, NaN, -0)), present: new Uint8Array([5]), names: new Uint32Array([7, 8]) }),
        echo: async ({ value }) => value,
        boom: async () => { throw new Error('the password is hunter2'); },
        unsendable: async () => ({ run: () => 1, n: 1n }),
        wait: (_input, _caller, signal) => untilAborted(signal),
        paint: async ({ wall }) => { if (wall === 'south') throw new AppError('conflict', 'wet paint'); return wall; },
        pour: async ({ values }) => { seen.poured = values; return values.length; },
        count: async function* ({ upTo }) { for (let i = 1; i <= upTo; i++) { seen.made = i; yield i; } },
        ticks: async function* (_input, _caller, signal) {
          yield 1;
          await untilAborted(signal);
        },
      },
    };
    const { near, far, hangUp } = await openEnds();
    serve({ contract, handlers, guard: guardWith({ write: record => trail.push(record) }) }, near, { name: 'ann', via: 'token', permissions: new Set(permissions) }, {
      malformed: reason => { seen.malformed.push(reason); }, unexpected: (_path, error) => { seen.unexpected.push(String(error)); },
    });
    const client: Client<Lab> = connect(contract, far);
    return { lab: client.lab, far, hangUp, trail, seen };
  }

  it('answers a query with columns intact', async () => {
    const { lab, trail } = await host('metrics:read');
    expect(await lab.columns({ from: 3 })).toEqual({ times: Float64Array.of(3, NaN, -0), present: new Uint8Array([5]), names: new Uint32Array([7, 8]) });
    expect(trail).toEqual([]);
  });

  it('carries plain values both ways', async () => {
    const { lab } = await host('metrics:read');
    await fc.assert(fc.asyncProperty(fc.jsonValue(), async value => { expect(await lab.echo({ value })).toEqual(value); }), { numRuns: 50 });
  });

  it('audits an action before and after, its secrets hidden', async () => {
    const { lab, trail } = await host('target:write');
    expect(await lab.paint({ wall: 'north', key: 'hunter2' })).toBe('north');
    expect(trail).toMatchObject([{ outcome: 'started', input: { wall: 'north', key: '•••' } }, { outcome: 'done' }]);
    expect(JSON.stringify(trail)).not.toContain('hunter2');
  });

  it('audits a failed action with the code of its error', async () => {
    const { lab, trail } = await host('target:write');
    await expect(lab.paint({ wall: 'south' })).rejects.toMatchObject({ code: 'conflict', message: 'wet paint' });
    expect(trail).toMatchObject([{ outcome: 'started' }, { outcome: 'failed', detail: 'conflict' }]);
  });

  it('takes samples without writing each request down', async () => {
    const { lab, trail, seen } = await host('metrics:write');
    expect(await lab.pour({ values: Float64Array.of(1, 2) })).toBe(2);
    expect(seen.poured).toEqual(Float64Array.of(1, 2));
    expect(trail).toEqual([]);
  });

  it('refuses and records a caller without the permission, whatever the kind', async () => {
    const { lab, trail } = await host();
    const first = async (items: AsyncIterable<unknown>) => { for await (const item of items) return item; };
    for (const asked of [lab.columns({ from: 1 }), lab.paint({ wall: 'north' }), lab.pour({ values: Float64Array.of() }), first(lab.ticks({}))]) await expect(asked).rejects.toMatchObject({ code: 'forbidden' });
    expect(trail.map(({ path, outcome, detail }) => [path, outcome, detail])).toEqual([
      ['lab.columns', 'denied', 'metrics:read'], ['lab.paint', 'denied', 'target:write'], ['lab.pour', 'denied', 'metrics:write'], ['lab.ticks', 'denied', 'metrics:read'],
    ]);
  });

  it('says nothing about the input to one who may not ask', async () => {
    const { lab, trail } = await host();
    await expect(lab.paint({ wall: 'up' as 'north' })).rejects.toMatchObject({ code: 'forbidden' });
    expect(trail).toMatchObject([{ outcome: 'denied', input: null }]);
  });

  it('rejects bad input before any handler runs', async () => {
    const { lab, trail } = await host('target:write');
    await expect(lab.paint({ wall: 'up' as 'north' })).rejects.toMatchObject({ code: 'invalid-input' });
    expect(trail).toEqual([]);
  });

  it('hides the text of an error that nobody foresaw, and logs it', async () => {
    const { lab, seen } = await host('metrics:read');
    await expect(lab.boom({})).rejects.toMatchObject({ code: 'internal', message: expect.not.stringContaining('hunter2') });
    expect(seen.unexpected).toEqual(['Error: the password is hunter2']);
  });

  it('brings a call to an end when its caller gives up', async () => {
    const { lab, seen } = await host('metrics:read');
    const giveUp = new AbortController();
    const call = lab.wait({}, giveUp.signal);
    expect(await lab.echo({ value: 1 })).toBe(1);
    giveUp.abort();
    await expect(call).rejects.toMatchObject({ code: 'canceled' });
    await expect.poll(() => seen.aborted).toBe(1);
  });

  it('stops a stream when the listener leaves', async () => {
    const { lab, seen } = await host('metrics:read');
    for await (const tick of lab.ticks({})) { expect(tick).toBe(1); break; }
    await expect.poll(() => seen.aborted).toBe(1);
  });

  it('brings a stream its end and each of a few items', async () => {
    const { lab } = await host('metrics:read');
    const items: number[] = [];
    for await (const item of lab.count({ upTo: STREAM_WINDOW })) items.push(item);
    expect(items).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('gives a slow listener the newest, not a growing queue', async () => {
    const { lab, seen } = await host('metrics:read');
    const items: number[] = [];
    for await (const item of lab.count({ upTo: 200 })) {
      items.push(item);
      if (items.length === 1) await expect.poll(() => seen.made).toBe(200);
    }
    expect(items.at(-1)).toBe(200);
    expect(items.length).toBeLessThanOrEqual(STREAM_WINDOW + 2);
    expect(items).toEqual([...items].sort((a, b) => a - b));
  });

  it('ends calls and streams on both sides when the line is cut', async () => {
    const { lab, hangUp, seen } = await host('metrics:read');
    const call = lab.wait({});
    const listening = (async () => { for await (const _ of lab.ticks({})) hangUp(); })();
    await expect(call).rejects.toMatchObject({ code: 'unreachable' });
    await expect(listening).rejects.toMatchObject({ code: 'unreachable' });
    await expect.poll(() => seen.aborted).toBe(2);
  });

  it('refuses an id that is still in use, and keeps the first one running', async () => {
    const { far, lab, seen } = await host('metrics:read');
    const replies: Reply[] = [];
    far.onMessage(reply => replies.push(reply));
    far.send({ id: 500, path: 'lab.wait', input: {} });
    far.send({ id: 500, path: 'lab.echo', input: { value: 1 } });
    await expect.poll(() => replies).toEqual([{ id: 500, error: { code: 'invalid-input', message: 'Refused: request 500 is still running.' } }]);
    expect(seen.aborted).toBe(0);
    expect(await lab.echo({ value: 2 })).toBe(2);
  });

  it('survives a stranger on the line', async () => {
    const { lab, far, seen } = await host('metrics:read');
    for (const nonsense of ['nonsense', 5, null, [], { id: 'x', path: 'lab.echo' }, { id: -1, cancel: true }, { id: 1.5, path: 'a', input: 0 }, { id: 3, taken: -5 }]) far.send(nonsense as never);
    ['constructor.name', 'lab.__proto__', 'lab', '', 'lab.echo.toString', '__proto__.lab'].forEach((path, i) => { far.send({ id: 900 + i, path, input: {} }); });
    far.send({ id: 12_345, cancel: true });
    far.send({ id: 12_345, taken: 3 });
    expect(await lab.echo({ value: 1 })).toBe(1);
    expect(seen.malformed).toHaveLength(8);
  });
});

it('an array that is marked changes hands between threads instead of being copied', async () => {
  const { near, far } = await transports['message port']!();
  const values = moved(Float64Array.of(1, 2));
  const kept = Float64Array.of(3);
  const arrived = new Promise(resolve => near.onMessage(resolve));
  far.send({ id: 1, path: 'x', input: { values, kept } });
  expect(await arrived).toEqual({ id: 1, path: 'x', input: { values: Float64Array.of(1, 2), kept: Float64Array.of(3) } });
  expect([values.length, kept.length]).toEqual([0, 1]);
});

it('a part of a larger buffer can not be moved', () => {
  expect(() => moved(new Float64Array(4).subarray(1))).toThrow(/^BUG/);
});

it('an answer that no port can carry is an error for the caller, and the host lives on', async () => {
  const { near, far } = await transports['websocket']!();
  serve({ contract, handlers: { lab: { unsendable: async () => ({ n: 1n }), echo: async ({ value }: { value: unknown }) => value } } as never, guard: (call, run) => run(call.input()) }, near, null);
  const { lab } = connect(contract, far);
  await expect(lab.unsendable({})).rejects.toMatchObject({ code: 'internal' });
  expect(await lab.echo({ value: 1 })).toBe(1);
});

it('any frame on a socket ends in an answer or a closed socket, never in an error that nobody catches', async () => {
  await fc.assert(fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.string({ unit: 'binary' }), fc.json()), async frame => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await new Promise(resolve => server.once('listening', resolve));
    server.on('connection', socket => serve({ contract, handlers: { lab: {} } as never, guard: (call, run) => run(call.input()) }, fromWebSocket(socket), null));
    const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as { port: number }).port}`);
    await new Promise(resolve => socket.once('open', resolve));
    socket.send(frame);
    socket.send('{"id":1,"path":"none.such","input":{}}');
    const end = await new Promise(resolve => { socket.once('message', () => resolve('answered')); socket.once('close', code => resolve(code)); });
    expect(['answered', 1007]).toContain(end);
    socket.terminate();
    server.close();
  }), { numRuns: 60 });
});
