import { afterAll, expect, test, vi } from 'vitest';
import { ReceiverConfig } from '../../../src-main/shared/model/receiver.ts';
import { FIRST_ROUTING } from '../../../src-main/shared/model/routing.ts';
import { startAlertmanager } from '../../servers/alertmanager.ts';
import { firing, resolved } from './alerts.ts';
import { openTestTelling } from './telling.ts';

const theirs = await startAlertmanager();
afterAll(() => theirs?.stop());

interface Listed { readonly labels: Record<string, string>; readonly annotations: Record<string, string>; readonly startsAt: string; readonly endsAt: string; readonly fingerprint: string; readonly status: { readonly state: string } }
const list = async (): Promise<readonly Listed[]> => await (await fetch(`${theirs!.url}/api/v2/alerts`)).json() as readonly Listed[];

test.skipIf(theirs === null)('a real Alertmanager lists the alerts that it was sent, under the same fingerprints and times, and not those that were resolved (skipped: no prometheus-alertmanager)', { timeout: 60_000 }, async () => {
  await using open = await openTestTelling();
  const { receivers, routing, sink, outbox } = open.telling;
  const { id } = await receivers.add(ReceiverConfig.parse({ name: 'am', kind: 'alertmanager', alertmanager: { url: `${theirs!.url}/` } }), {});
  routing.write({ ...FIRST_ROUTING, routes: [{ ...FIRST_ROUTING.routes[0]!, receivers: [id], groupWaitMs: 0, groupIntervalMs: 1000 }] });
  const since = Date.now() - 5000;
  const disk = firing({ alertname: 'Disk', instance: 'web-1', service: '数据库' }, since, { annotations: { summary: '满了 "94 %"' } });
  const cpu = firing({ alertname: 'Cpu', instance: 'web-2' }, since);
  sink.take([disk, cpu], Date.now());
  await vi.waitFor(async () => expect(await list()).toHaveLength(2), { timeout: 20_000, interval: 100 });
  const found = (await list()).toSorted((a, b) => a.labels['alertname']! < b.labels['alertname']! ? -1 : 1);
  expect(found.map(({ labels, annotations, fingerprint, startsAt, status }) => ({ labels, annotations, fingerprint, startsAt: Date.parse(startsAt), state: status.state }))).toEqual([
    { labels: cpu.labels, annotations: {}, fingerprint: cpu.fingerprint, startsAt: since, state: 'active' },
    { labels: disk.labels, annotations: disk.annotations, fingerprint: disk.fingerprint, startsAt: since, state: 'active' },
  ]);
  expect(found.every(({ endsAt }) => Date.parse(endsAt) > Date.now() + 3_600_000)).toBe(true); // held for firing even while this computer sleeps
  sink.take([resolved(disk, Date.now()), cpu], Date.now());
  await vi.waitFor(async () => expect((await list()).map(({ labels }) => labels['alertname'])).toEqual(['Cpu']), { timeout: 20_000, interval: 100 });
  expect(outbox.page({ before: '', limit: 10 }).map(({ state, attempts }) => ({ state, attempts }))).toEqual([{ state: 'sent', attempts: 1 }, { state: 'sent', attempts: 1 }, { state: 'sent', attempts: 1 }]);
});
