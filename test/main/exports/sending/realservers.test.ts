import { expect, test } from 'vitest';
import { PROMETHEUS, startRemoteStore, VICTORIA_METRICS } from '../../../servers/remotestore.ts';
import { sendThroughKills } from '../../../servers/sendingthrough.ts';

test.for([PROMETHEUS, VICTORIA_METRICS])('a real $name has what we have, history too, after it and we were killed', { timeout: 120_000 }, async (program, { skip }) => {
  const store = await startRemoteStore(program);
  if (store === null) return skip(`${program.name} is not installed`);
  try {
    const { samples, series, unlike, states } = await sendThroughKills({ stores: [store], forMs: 5000, series: 50, historyHours: 2, kills: 2, random: Math.random });
    expect(unlike).toEqual([]);
    expect(series).toBeGreaterThanOrEqual(60);
    expect(samples).toBeGreaterThan(4500);
    expect(states).toMatchObject([{ lagMs: 0, pendingRows: 0, dropped: { refused: 0, 'out-of-order': 0, unreadable: 0 } }]);
  } finally {
    await store.stop();
  }
});
