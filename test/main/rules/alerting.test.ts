import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AlertStates, type LimitExceeded, stepAlerts } from '../../../src-main/rules/alerting.ts';
import { evaluationOffset, evaluationTime } from '../../../src-main/rules/evaltime.ts';
import { Lasting } from '../../../src-main/rules/lasting.ts';
import { restoredActiveAt } from '../../../src-main/rules/restore.ts';
import { wavesOf } from '../../../src-main/rules/waves.ts';
import { fingerprintOf } from '../../../src-main/shared/model/fingerprint.ts';
import type { Rule } from '../../../src-main/shared/model/rule.ts';

const MINUTE = 60_000;
const found = (...names: readonly string[]) => new Map(names.map(name => [name, { labels: { name }, annotations: {}, value: 1 }]));
const NO_KEEP = { keepFiringForMs: 0, limit: 0 };

/** One letter a minute: `x` the series is found, `.` it is not; gives the state after each: n(one) p(ending) f(iring) r(esolved). */
function course(presence: string, forMinutes: number, keepMinutes = 0): string {
  const states: AlertStates = new Map();
  return [...presence].map((there, minute) => {
    stepAlerts(states, there === 'x' ? found('a') : found(), minute * MINUTE, { forMs: forMinutes * MINUTE, keepFiringForMs: keepMinutes * MINUTE, limit: 0 });
    return states.get('a')?.state[0] ?? 'n';
  }).join('');
}

describe('an alert, minute by minute', () => {
  test.each([
    ['without `for` it fires at once', 'x.x', 0, 0, 'frf'],
    ['it is pending for as long as `for` says', 'xxxxx', 3, 0, 'pppff'],
    ['a pause sets `for` back', 'xx.xxxx', 3, 0, 'ppnpppf'],
    ['it is kept firing for a while', 'xx...x..', 1, 2, 'pfffrpnn'],
    ['found again while kept, it goes on', 'xx.x...', 1, 2, 'pfffffr'],
    ['what is pending is not kept', 'x.', 3, 5, 'pn'],
    ['a resolved one is remembered for 15 minutes', `x${'.'.repeat(18)}`, 0, 0, `f${'r'.repeat(16)}nn`],
  ])('%s', (_what, presence, forMinutes, keep, states) => {
    expect(course(presence, forMinutes, keep)).toBe(states);
  });

  test('its times are those of the evaluations that changed it', () => {
    const states: AlertStates = new Map();
    const step = (minute: number, ...names: string[]) => stepAlerts(states, found(...names), minute * MINUTE, { ...NO_KEEP, forMs: 2 * MINUTE });
    expect(step(1, 'a')).toEqual({ fired: [], resolved: [] });
    step(2, 'a');
    expect(step(3, 'a').fired).toMatchObject([{ activeAt: MINUTE, firedAt: 3 * MINUTE, resolvedAt: null }]);
    expect(step(7).resolved).toMatchObject([{ activeAt: MINUTE, firedAt: 3 * MINUTE, resolvedAt: 7 * MINUTE }]);
  });

  test('beyond the limit nothing is kept, and what fired is told as ended', () => {
    const states: AlertStates = new Map();
    stepAlerts(states, found('a', 'b'), 0, { ...NO_KEEP, forMs: 0, limit: 2 });
    const beyond = () => stepAlerts(states, found('a', 'b', 'c'), MINUTE, { ...NO_KEEP, forMs: 0, limit: 2 });
    expect(beyond).toThrow('exceeded limit of 2 with 3 alerts');
    expect(states.size).toBe(0);
    stepAlerts(states, found('a', 'b'), 2 * MINUTE, { ...NO_KEEP, forMs: 0, limit: 2 });
    try {
      stepAlerts(states, found('a', 'b', 'c'), 3 * MINUTE, { ...NO_KEEP, forMs: 0, limit: 2 });
    } catch (error) {
      expect((error as LimitExceeded).ended.map(({ labels }) => labels['name'])).toEqual(['a', 'b']);
    }
    expect.assertions(3);
  });

  test('a clock that is set back does not make `for` longer', () => {
    const states: AlertStates = new Map();
    const step = (minute: number) => stepAlerts(states, found('a'), minute * MINUTE, { ...NO_KEEP, forMs: 2 * MINUTE });
    step(300);
    step(1);
    expect(step(3).fired).toHaveLength(1);
  });

  test('one that fired before the start does not end before it is settled', () => {
    const states: AlertStates = new Map([['a', { labels: {}, annotations: {}, value: 1, state: 'firing' as const, activeAt: 0, firedAt: 0, resolvedAt: null, keepFiringSince: null, heldUntil: 2 * MINUTE, late: false }]]);
    expect(stepAlerts(states, found(), MINUTE, { ...NO_KEEP, forMs: 0 }).resolved).toEqual([]);
    expect(stepAlerts(states, found(), 2 * MINUTE, { ...NO_KEEP, forMs: 0 }).resolved).toHaveLength(1);
  });
});

test('a back-test comes to the firings of evaluation after evaluation', () => {
  fc.assert(fc.property(fc.array(fc.boolean(), { maxLength: 60 }), fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }), (presence, forMinutes, keepMinutes) => {
    const states: AlertStates = new Map(), firings: [number, number | null][] = [], lasting = new Lasting(forMinutes * MINUTE, keepMinutes * MINUTE);
    presence.forEach((there, minute) => {
      const step = stepAlerts(states, there ? found('a') : found(), minute * MINUTE, { forMs: forMinutes * MINUTE, keepFiringForMs: keepMinutes * MINUTE, limit: 0 });
      for (const alert of step.fired) firings.push([alert.firedAt!, null]);
      for (const alert of step.resolved) firings.at(-1)![1] = alert.resolvedAt;
      if (there) lasting.found(minute * MINUTE);
      else lasting.missing(minute * MINUTE);
    });
    lasting.close();
    expect(lasting.spans.flatMap(({ firedAt, resolvedAt }) => (firedAt === null ? [] : [[firedAt, resolvedAt]]))).toEqual(firings);
  }));
});

// now, written 30 s before; for 20 min; active for 4, 15 and 25 min until then
test.each([
  ['a stop within the lookback counts as time it lasted', { writtenAt: 0, activeAt: -4 * MINUTE }, 2 * MINUTE, -4 * MINUTE],
  ['after a longer one the stop is not counted', { writtenAt: 0, activeAt: -4 * MINUTE }, 30 * MINUTE, 26 * MINUTE],
  ['and ten minutes are left at least', { writtenAt: 0, activeAt: -15 * MINUTE }, 30 * MINUTE, 20 * MINUTE],
  ['one that fired before stays as it is', { writtenAt: 0, activeAt: -25 * MINUTE }, 30 * MINUTE, -25 * MINUTE],
])('`for` after a restart: %s', (_what, state, now, activeAt) => {
  expect(restoredActiveAt(state, now, 20 * MINUTE)).toBe(activeAt);
});

const recording = (record: string, expr: string): Rule => ({ kind: 'recording', record, expr, labels: {} });
const alerting = (alert: string, expr: string): Rule => ({ kind: 'alerting', alert, expr, forMs: 0, keepFiringForMs: 0, labels: {}, annotations: {} });
test.each([
  ['rules that know nothing of each other go together', [recording('a', 'x'), alerting('B', 'y > 1'), recording('c', 'z')], [[0, 1, 2]]],
  ['what reads an earlier one waits for it', [recording('a', 'x'), recording('b', 'a + 1'), recording('c', 'b')], [[0], [1], [2]]],
  ['by a pattern of names, too', [recording('job:a', 'x'), recording('b', 'sum({__name__=~"job:.+"})')], [[0], [1]]],
  ['and without any name', [recording('a', 'x'), recording('b', 'count({job="x"})')], [[0], [1]]],
  ['alerts are read as ALERTS', [alerting('A', 'x'), alerting('B', 'count(ALERTS) > 3')], [[0], [1]]],
  ['what is written later is not waited for', [recording('b', 'a'), recording('a', 'x')], [[0, 1]]],
])('runs of a group: %s', (_what, rules, waves) => {
  expect(wavesOf(rules)).toEqual(waves);
});

test('groups are evaluated at times of their own, the same at every start, never ahead of now', () => {
  fc.assert(fc.property(fc.string(), fc.integer({ min: 1000, max: 3_600_000 }), fc.integer({ min: 1_500_000_000_000, max: 1_900_000_000_000 }), (id, interval, now) => {
    const offset = evaluationOffset(id, interval), time = evaluationTime(now, interval, offset);
    expect(offset).toBe(evaluationOffset(id, interval));
    expect(offset >= 0 && offset < interval && time <= now && time > now - interval && (time - offset) % interval === 0).toBe(true);
  }));
});

// prometheus/common, model/signature_test.go
test.each([[{}, 14695981039346656037n], [{ name: 'garland, briggs', fear: 'love is not enough' }, 5799056148416392346n]])("the fingerprint of %o is Alertmanager's", (labels, fingerprint) => {
  expect(fingerprintOf(labels)).toBe(fingerprint.toString(16).padStart(16, '0'));
});
