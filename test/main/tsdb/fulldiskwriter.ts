import { join } from 'node:path';
import { AppError } from '../../../src-main/shared/model/errors.ts';
import { SampleStore } from '../../../src-main/tsdb/store.ts';

/**
 * A program of its own: `fulldiskwriter.ts DIR T0`. Writes until its disk takes no more, goes on trying for a while in every way there is, says on
 * stdout which appends were acknowledged and with which codes others failed, and ends without closing anything.
 */
const [dir = '', t0 = '0'] = process.argv.slice(2);
const store = new SampleStore({
  path: join(dir, 'metrics.db'), settings: { budgetBytes: 2 ** 40, retentionMs: 0, durability: 'process' }, now: () => Number(t0) + 86_400_000, damaged: () => undefined,
});
const acknowledged: number[] = [];
const codes: Record<string, number> = {};
const attempt = (what: () => void): boolean => {
  try {
    what();
    return true;
  } catch (error) {
    const code = error instanceof AppError ? error.code : String(error);
    codes[code] = (codes[code] ?? 0) + 1;
    return false;
  }
};
const refs = store.resolve(Array.from({ length: 256 }, (_, i) => ['__name__', `m${i}`]));
for (let n = 0, failures = 0; failures < 120; n++) {
  const value = (i: number) => Math.sin(n * 256 + i);
  const taken = attempt(() => store.append(refs.slice(), Float64Array.of(Number(t0) + n * 1000), Float64Array.from(refs, (_, i) => value(i))));
  if (taken) acknowledged.push(n);
  else failures++;
  if (failures % 10 === 5) attempt(() => { store.resolve([['__name__', `late-${n}`]]); });
  if (failures % 10 === 6) attempt(() => store.compact());
  if (failures % 10 === 7) attempt(() => { store.maintain(); });
}
process.stdout.write(JSON.stringify({ acknowledged, codes }), () => process.kill(process.pid, 'SIGKILL'));
