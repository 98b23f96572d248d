import { expect, test } from 'vitest';
import { type Evidence, problemsOf, stateOf } from '../../../src-main/inventory/problems.ts';

const WELL: Evidence = {
  time: 1_000_000, up: 1, paused: false, heard: true, answered: 1_000_000, known: true,
  cpu: 0.2, cpuMean: 0.2, memory: 0.5, swap: 0, pressure: 0, crowded: [], filling: [], since: () => undefined,
};

test.each([
  { what: 'nothing wrong', evidence: {}, problems: [], state: 'ok' },
  { what: 'a full swap beside free memory', evidence: { swap: 0.95, memory: 0.5 }, problems: [], state: 'ok' },
  { what: 'a full swap while memory is short', evidence: { swap: 0.95, memory: 0.75 }, problems: [{ kind: 'swap', level: 'warn', value: 0.95 }], state: 'warn' },
  { what: 'every task waiting for memory 15 % of the time', evidence: { pressure: 0.15 }, problems: [{ kind: 'pressure', level: 'warn', value: 0.15, subject: 'memory' }], state: 'warn' },
  { what: 'every task waiting for memory half of the time', evidence: { pressure: 0.5 }, problems: [{ kind: 'pressure', level: 'critical', value: 0.5, subject: 'memory' }], state: 'critical' },
  { what: 'a disk at 85 % that fills within an hour', evidence: { crowded: [{ mountpoint: '/', value: 0.85 }], filling: [{ mountpoint: '/', value: 3600 }] }, problems: [{ kind: 'disk', level: 'critical', value: 0.85, subject: '/', until: 4_600_000 }], state: 'critical' },
  { what: 'a short burst of all cores', evidence: { cpu: 0.99, cpuMean: 0.7 }, problems: [], state: 'ok' },
  { what: 'busy cores that rest for a moment', evidence: { cpu: 0.6, cpuMean: 0.93 }, problems: [{ kind: 'cpu', level: 'warn', value: 0.6 }], state: 'warn' },
  { what: 'a machine not heard of yet', evidence: { heard: false, known: false, up: null, answered: null }, problems: [], state: 'unknown' },
] satisfies { what: string; evidence: Partial<Evidence>; problems: object[]; state: string }[])('$what', ({ evidence, problems, state }) => {
  const given = { ...WELL, ...evidence };
  const found = problemsOf(given);
  expect(found).toEqual(problems);
  expect(stateOf(found, given.heard)).toBe(state);
});

test('the worst problem stands first, whatever its kind', () => {
  const found = problemsOf({ ...WELL, memory: 0.92, crowded: [{ mountpoint: '/', value: 0.99 }], cpu: 0.97, cpuMean: 0.95, since: () => null });
  expect(found.map(({ kind, level }) => `${kind} ${level}`)).toEqual(['disk critical', 'cpu warn', 'memory warn']);
});
