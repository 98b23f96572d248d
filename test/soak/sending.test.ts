import { expect, test } from 'vitest';
import { PROMETHEUS, startRemoteStore, VICTORIA_METRICS } from '../servers/remotestore.ts';
import { sendThroughKills } from '../servers/sendingthrough.ts';

test('Prometheus and VictoriaMetrics have an hour of what we have, after both sides were killed again and again', async ctx => {
  await using open = new AsyncDisposableStack();
  const stores = [];
  for (const program of [PROMETHEUS, VICTORIA_METRICS]) {
    const store = await startRemoteStore(program);
    if (store === null) return ctx.skip(`${program.name} is not installed`);
    open.defer(() => store.stop());
    stores.push(store);
  }
  const { samples, unlike, states } = await sendThroughKills({ stores, forMs: 600_000, series: 500, historyHours: 1, kills: 12, random: Math.random });
  expect(unlike).toEqual([]);
  expect(samples).toBeGreaterThan(250_000);
  for (const state of states) expect(state).toMatchObject({ lagMs: 0, pendingRows: 0, dropped: { refused: 0, 'out-of-order': 0, unreadable: 0 } });
});
