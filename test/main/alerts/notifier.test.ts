import { describe, expect, test } from 'vitest';
import { Notifier } from '../../../src-main/alerts/notifier.ts';
import type { Telling } from '../../../src-main/alerts/telling.ts';
import type { AlertInstance } from '../../../src-main/shared/model/alert.ts';
import { DESKTOP } from '../../../src-main/shared/model/receiver.ts';
import { FIRST_ROUTING, type Routing } from '../../../src-main/shared/model/routing.ts';
import { notifiedTable } from '../../../src-main/store/notified.ts';
import { openWorkspace, type WorkspaceDb } from '../../../src-main/store/workspace.ts';
import { firing, resolved } from './alerts.ts';

const START = Date.UTC(2026, 10, 20, 12, 0, 0);
const SECOND = 1000, MINUTE = 60_000, HOUR = 3_600_000;

/** A notifier over a clock that is turned by hand, ticked each second as its timer would at the latest. */
class Desk {
  now = START;
  readonly told: (Telling & { at: number })[] = [];
  readonly db: WorkspaceDb = openWorkspace(':memory:');
  digestOver = 0;
  silenced = new Set<string>();
  routing: Routing = FIRST_ROUTING;
  notifier = this.open();
  /** what rules would hand over at each evaluation */
  alerts: AlertInstance[] = [];

  open(): Notifier {
    return new Notifier({
      store: notifiedTable(this.db), now: () => this.now, receiver: () => ({ sendResolved: true, digestOver: this.digestOver, repeatAtMostMs: Number.POSITIVE_INFINITY }),
      silenced: labels => this.silenced.has(labels['instance'] ?? ''), enqueue: (_receiver, telling, now) => { this.told.push({ ...telling, at: now }); },
      onWork: () => undefined, onError: error => { throw error; },
    }, this.routing);
  }

  /** Lets time pass, with an evaluation every 15 s. */
  pass(ms: number): void {
    for (const end = this.now + ms; this.now < end;) {
      if ((this.now - START) % 15_000 === 0) this.notifier.take(this.alerts, this.now);
      this.notifier.tick();
      this.now += SECOND;
    }
  }

  /** The program ends and starts again. */
  restart(): void {
    this.notifier = this.open();
  }

  /** `status alertname/instance …` of each message, with the seconds since the start */
  said(): string[] {
    return this.told.map(({ at, reason, alerts }) => `${(at - START) / SECOND} ${reason}: ${alerts.map(({ status, labels }) => `${status === 'firing' ? '+' : '-'}${labels['instance']}`).join(' ')}`);
  }
}

const cpu = (instance: string, firedAt = START): AlertInstance => firing({ alertname: 'Cpu', instance }, firedAt);

describe('an ordinary day', () => {
  test('group_wait 30 s, group_interval 5 min, repeat_interval 4 h, and the end is told', () => {
    const desk = new Desk();
    desk.alerts = [cpu('a')];
    desk.pass(60 * SECOND);
    desk.alerts = [cpu('a'), cpu('b', START + 60 * SECOND)];
    desk.pass(5 * HOUR - 60 * SECOND);
    desk.alerts = desk.alerts.map(alert => resolved(alert, START + 5 * HOUR));
    desk.pass(10 * MINUTE);
    // told at 30 s; b at 30 s + 5 min; again at the first interval more than 4 h after that; the end at the next interval
    expect(desk.said()).toEqual(['30 group: +a', '330 group: +a +b', `${330 + 49 * 300} group: +a +b`, `${330 + 59 * 300} group: -a -b`]);
  });

  test('a restart tells nothing again, and what ended meanwhile is told', () => {
    const desk = new Desk();
    desk.alerts = [cpu('a'), firing({ alertname: 'Disk', instance: 'd' }, START)];
    desk.pass(60 * SECOND);
    expect(desk.said()).toEqual(['30 group: +a', '30 group: +d']);
    desk.restart();
    desk.pass(10 * MINUTE);
    expect(desk.told).toHaveLength(2);
    desk.now += HOUR; // ended while nothing ran
    desk.restart();
    desk.alerts = [resolved(cpu('a'), desk.now - MINUTE), firing({ alertname: 'Disk', instance: 'd' }, START)];
    desk.pass(10 * MINUTE);
    expect(desk.told.slice(2).map(({ alerts }) => alerts.map(({ status, labels }) => [status, labels['instance']]))).toEqual([[['resolved', 'a']]]);
  });

  test('one that ended before it was told is never told', () => {
    const desk = new Desk();
    desk.alerts = [cpu('a')];
    desk.pass(15 * SECOND);
    desk.alerts = [resolved(cpu('a'), START + 15 * SECOND)];
    desk.pass(15 * MINUTE);
    expect(desk.told).toEqual([]);
  });

  test('what was silenced is told when the silence is over', () => {
    const desk = new Desk();
    desk.silenced.add('a');
    desk.alerts = [cpu('a')];
    desk.pass(10 * MINUTE);
    expect(desk.told).toEqual([]);
    desk.silenced.clear();
    desk.pass(6 * MINUTE);
    expect(desk.told.map(({ alerts }) => alerts.length)).toEqual([1]);
  });

  test('while this computer is offline, machines that are down are not told; two sources that are targets do not hold back each other', () => {
    const desk = new Desk();
    desk.alerts = [firing({ alertname: 'StratoscopeOffline' }, START), firing({ alertname: 'MachineDown', instance: 'a' }, START), firing({ alertname: 'NoData', instance: 'b' }, START), cpu('c')];
    desk.pass(10 * MINUTE);
    expect(desk.told.map(({ groupLabels }) => groupLabels['alertname']).sort()).toEqual(['Cpu', 'StratoscopeOffline']);
    const mutual = new Desk();
    mutual.routing = { ...FIRST_ROUTING, inhibitRules: [{ sourceMatchers: [{ name: 'zone', op: '=', value: 'x' }], targetMatchers: [{ name: 'zone', op: '=', value: 'x' }], equal: [] }] };
    mutual.restart();
    mutual.alerts = [firing({ alertname: 'A', zone: 'x' }, START), firing({ alertname: 'B', zone: 'x' }, START)];
    mutual.pass(MINUTE);
    expect(mutual.told).toHaveLength(2);
  });
});

describe('storms', () => {
  test('hundreds of groups within half a minute are told in one breath, so that they become one message', () => {
    const desk = new Desk();
    desk.digestOver = 5;
    for (let i = 0; i < 300; i++) desk.alerts.push(firing({ alertname: `Rule${i}`, instance: 'a' }, START));
    const all = desk.alerts;
    desk.alerts = all.slice(0, 100);
    desk.pass(15 * SECOND);
    desk.alerts = all;
    desk.pass(MINUTE);
    expect(desk.told).toHaveLength(300);
    expect(new Set(desk.told.map(({ at }) => at))).toEqual(new Set([START + 30 * SECOND]));
  });
});

describe('after a gap', () => {
  const late = (alert: AlertInstance): AlertInstance => ({ ...alert, late: true });

  test('what is found afterwards is one message with its past times: so many fired, so many ended', () => {
    const desk = new Desk();
    desk.pass(MINUTE);
    desk.now += 3 * HOUR;
    const at = (minutes: number) => START + minutes * MINUTE;
    desk.alerts = [late(cpu('a', at(10))), late(firing({ alertname: 'Disk', instance: 'd' }, at(20))), late(resolved(cpu('b', at(30)), at(40))), late(resolved(firing({ alertname: 'Lag', instance: 'l' }, at(50)), at(60)))];
    desk.notifier.take(desk.alerts, desk.now);
    desk.pass(20 * MINUTE);
    expect(desk.told.map(({ reason, alerts, groups }) => ({ reason, groups, alerts: alerts.map(({ status, startsAt, endsAt, labels }) => [labels['instance'], status, startsAt, endsAt]) }))).toEqual([
      { reason: 'away', groups: 3, alerts: [['a', 'firing', at(10), null], ['b', 'resolved', at(30), at(40)], ['d', 'firing', at(20), null], ['l', 'resolved', at(50), at(60)]] },
    ]);
    desk.alerts = [late(resolved(cpu('a', at(10)), desk.now)), ...desk.alerts.slice(1)];
    desk.pass(10 * MINUTE);
    expect(desk.told.slice(1).map(({ reason, alerts }) => [reason, alerts.map(({ labels, status }) => `${status} ${labels['instance']}`)])).toEqual([['group', ['resolved a']]]); // ended before our eyes
  });

  test('what fires now is not told as ended because it also fired and ended in the gap', () => {
    const desk = new Desk();
    desk.pass(MINUTE);
    desk.now += 3 * HOUR;
    const live = cpu('a', desk.now);
    desk.alerts = [live];
    desk.pass(2 * MINUTE);
    desk.notifier.take([late(resolved(cpu('a', START + HOUR), START + 2 * HOUR))], desk.now);
    desk.pass(10 * MINUTE);
    expect(desk.told.map(({ reason, alerts }) => [reason, alerts.map(({ status }) => status)])).toEqual([['group', ['firing']]]);
  });

  test('a restart before it was told tells it once', () => {
    const desk = new Desk();
    desk.pass(MINUTE);
    desk.now += 3 * HOUR;
    desk.alerts = [late(cpu('a', START + HOUR)), late(resolved(cpu('b', START + HOUR), START + 2 * HOUR))];
    desk.notifier.take(desk.alerts, desk.now);
    desk.restart();
    desk.pass(20 * MINUTE);
    desk.restart();
    desk.pass(10 * MINUTE);
    expect(desk.told.map(({ reason, alerts }) => [reason, alerts.length])).toEqual([['away', 2]]);
  });

  test('nothing is repeated before the rules have looked: what ended in the gap is told as ended only', () => {
    const desk = new Desk();
    desk.alerts = [cpu('a')];
    desk.pass(10 * MINUTE);
    desk.now += 8 * HOUR; // beyond repeat_interval
    desk.notifier.tick();
    desk.now += 5 * SECOND;
    desk.alerts = [late(resolved(cpu('a'), START + 20 * MINUTE))];
    desk.notifier.take(desk.alerts, desk.now);
    desk.pass(10 * MINUTE);
    expect(desk.told.slice(1).map(({ reason, alerts }) => [reason, alerts.map(({ status }) => status)])).toEqual([['away', ['resolved']]]);
  });

  test('a clock that is set back by three hours holds nothing up for three hours', () => {
    const desk = new Desk();
    desk.alerts = [cpu('a')];
    desk.pass(10 * SECOND);
    desk.now -= 3 * HOUR;
    desk.pass(2 * MINUTE);
    expect(desk.told.map(({ alerts }) => alerts.length)).toEqual([1]);
  });
});

test('other routes bring every alert to where it belongs now; what was told stays told', () => {
  const desk = new Desk();
  desk.alerts = [cpu('a')];
  desk.pass(MINUTE);
  desk.notifier.reroute({ ...FIRST_ROUTING, routes: [{ ...FIRST_ROUTING.routes[0]!, matchers: [{ name: 'alertname', op: '=', value: 'Else' }] }, ...FIRST_ROUTING.routes] });
  desk.pass(MINUTE);
  expect(desk.told).toHaveLength(1);
  desk.notifier.reroute({ ...FIRST_ROUTING, routes: [{ ...FIRST_ROUTING.routes[0]!, matchers: [], mute: true, receivers: [DESKTOP] }] });
  desk.alerts.push(cpu('b', desk.now));
  desk.pass(10 * MINUTE);
  expect(desk.told).toHaveLength(1); // muted
});
