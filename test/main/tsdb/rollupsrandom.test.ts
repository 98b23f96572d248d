import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bitsOf, STALE_HIGH, STALE_LOW } from '../../../src-main/shared/model/sample.ts';
import { MemorySource } from '../../promql/memorysource.ts';
import { type Answer, asked, background, DAY, evaluated, HOUR, MINUTE, SECOND } from './rollupbench.ts';
import { folder, open, type Opened, SETTINGS } from './workbench.ts';

const T0 = 2560 * 8 * DAY;
type Bits = readonly [low: number, high: number];
/** What a series should be: its samples by time. */
type Model = Map<number, Bits>;
const bitsFor = (value: number): Bits => { const [low, high] = bitsOf(Float64Array.of(value)); return [low!, high!]; };
const STALE: Bits = [STALE_LOW, STALE_HIGH];
const labelsOf = (name: string) => ['__name__', 'm', 'instance', 'web-1', 'job', 'node', 'kind', name] as const;

function noise(seed: number): () => number {
  let state = seed + 1;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

/** How the next value follows from the last one. */
const KINDS = {
  counter: (last: number, random: () => number) => (random() < 0.002 ? Math.floor(random() * 5) : last + Math.floor(random() * 9)),
  gauge: (_: number, random: () => number) => Math.round(random() * 1e5) / 100,
  slow: (last: number, random: () => number) => (random() < 0.003 ? Math.floor(random() * 10) / 10 : last),
} as const;
type Kind = keyof typeof KINDS;

interface Shape { readonly seed: number; readonly days: number; readonly stepMs: number; readonly jitterMs: number; readonly gaps: number; readonly stale: number; readonly wild: number }

function historyOf({ seed, days, stepMs, jitterMs, gaps, stale, wild }: Shape, kind: Kind): Model {
  const random = noise(seed * 7 + kind.length);
  const model: Model = new Map();
  let value = Math.floor(random() * 100);
  for (let i = 0; i < (days * DAY) / stepMs; i++) {
    value = KINDS[kind](value, random);
    const time = T0 + i * stepMs + Math.floor(random() * jitterMs);
    if (random() < gaps) i += Math.floor(random() * 60);
    const chance = random();
    model.set(time, chance < stale ? STALE : chance < stale + wild ? bitsFor([NaN, Infinity, -Infinity][Math.floor(random() * 3)]!) : bitsFor(value));
  }
  return model;
}

function write({ store }: Opened, name: string, samples: readonly (readonly [number, Bits])[]): void {
  const [ref] = store.resolve([labelsOf(name)]);
  for (let i = 0; i < samples.length; i += 400) {
    const some = samples.slice(i, i + 400);
    const values = new Float64Array(some.length);
    bitsOf(values).set(some.flatMap(([, bits]) => [...bits]));
    store.append(new Uint32Array(some.length).fill(ref!), Float64Array.from(some, ([time]) => time), values);
  }
}

function inMemory(models: ReadonlyMap<string, Model>): MemorySource {
  return new MemorySource([...models].map(([name, model]) => {
    const times = Float64Array.from(model.keys()).sort(), values = new Float64Array(times.length);
    for (const [i, time] of times.entries()) bitsOf(values).set(model.get(time)!, 2 * i);
    return { labels: labelsOf(name), times, values };
  }));
}

/** Equal to 1 in 10^12; what is added up may differ by so much of the largest sum. */
function expectSame(found: Answer, wanted: Answer, query: string): void {
  const scale = Math.max(1, ...[...wanted.values()].flatMap(column => [...column.values()].filter(Number.isFinite).map(Math.abs)));
  expect([...found.keys()].sort(), query).toEqual([...wanted.keys()].sort());
  for (const [series, column] of wanted) {
    const other = found.get(series)!;
    expect([...other.keys()], `${query} ${series}`).toEqual([...column.keys()]);
    for (const [time, value] of column) {
      const near = Object.is(value, other.get(time)) || Math.abs(value - other.get(time)!) <= 1e-12 * scale;
      if (!near) expect({ query, series, time, value: other.get(time) }).toEqual({ query, series, time, value });
    }
  }
}

const FUNCTIONS = ['sum', 'avg', 'min', 'max', 'count', 'last', 'first', 'present'].map(name => (range: string) => `${name}_over_time({job="node"}[${range}])`);
const GROWTHS = ['rate', 'increase', 'delta'].map(name => (range: string) => `${name}({job="node"}[${range}])`);
const queries = fc.record({
  of: fc.constantFrom<(range: string, offset: string) => string>(
    ...[...FUNCTIONS, ...GROWTHS].map(of => (range: string, offset: string) => of(range).replace(']', `]${offset}`)),
    (_, offset) => `{job="node"}${offset}`, (_, offset) => `timestamp({job="node"}${offset})`),
  range: fc.constantFrom('5m', '10m', '1h', '2h', '1d', '7m', '61m', '36h', '3d', '10d', '299s', '1h3s'),
  offset: fc.constantFrom('', '', ' offset 5m', ' offset 1h', ' offset 7s', ' offset -1h', ' @ 1769000000'),
  step: fc.constantFrom(5 * MINUTE, HOUR, HOUR, 2 * HOUR, DAY, 7 * MINUTE, 30 * HOUR, 45 * SECOND * 1000),
  shift: fc.constantFrom(0, 0, 0, 5 * MINUTE, HOUR, 1, 11 * SECOND),
});

const names = ['counter', 'gauge', 'slow'] as const;
const lates = fc.array(fc.record({ name: fc.constantFrom(...names), at: fc.double({ min: 0, max: 0.95, noNaN: true }), value: fc.constantFrom<number | 'stale'>(0, 3, 1e6, 'stale') }), { maxLength: 4 });
const shapes = fc.record({
  seed: fc.nat(1e6), jitterMs: fc.constantFrom(1, 1, 200, 20_000), gaps: fc.constantFrom(0, 0.002, 0.02), stale: fc.constantFrom(0, 0, 0.001, 0.02), wild: fc.constantFrom(0, 0, 0, 0.0005),
  long: fc.boolean(),
});

test('whatever is asked of rolled up series is answered as from their samples', () => {
  let grouped = 0;
  fc.assert(fc.property(shapes, lates, lates, fc.array(queries, { minLength: 6, maxLength: 6 }), ({ long, ...rest }, sealedLate, headLate, some) => {
    const shape = { ...rest, ...(long ? { days: 18, stepMs: 4 * MINUTE } : { days: 3.4, stepMs: 30 * SECOND }) };
    const now = T0 + shape.days * DAY + MINUTE;
    const dir = folder(), opened = open(dir, SETTINGS, () => now);
    const models = new Map<string, Model>(names.map(name => [name, historyOf(shape, name)]));
    for (const [name, model] of models) write(opened, name, [...model]);
    const addLate = (late: typeof sealedLate) => late.forEach(({ name, at, value }) => {
      const sample = [T0 + Math.floor(at * shape.days * DAY), value === 'stale' ? STALE : bitsFor(value)] as const;
      models.get(name)!.set(...sample);
      write(opened, name, [sample]);
    });
    opened.store.sealAll();
    background(opened);
    addLate(sealedLate);
    opened.store.sealAll();
    if (shape.seed % 2 === 0) background(opened);
    addLate(headLate);
    const memory = inMemory(models);
    for (const { of, range, offset, step, shift } of some) {
      const promql = of(range, offset), from = T0 + (shape.seed % 3) * DAY + shift;
      const params = { from, to: Math.min(now, from + step * 400), step };
      const { answer, grouped: count } = asked(opened, dir, promql, params);
      grouped += count;
      expectSame(answer, evaluated(promql, memory, params), `${promql} ${JSON.stringify(params)}`);
    }
    opened.store.close();
    expect(opened.damage).toEqual([]);
  }), { numRuns: 14 });
  expect(grouped).toBeGreaterThan(20);
}, 60_000);
