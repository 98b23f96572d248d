import type { Matrix } from '../../src-main/shared/contract/metrics.ts';
import { notOk } from '../../src-main/shared/model/questions.ts';
import { useCall } from '../host/hooks.ts';
import { useTick } from '../host/range.ts';

const STEP_MS = 600_000;
export const COLUMNS = 144;

/** How many machines were how every ten minutes of the last day. Null where nothing was recorded at all. */
export interface Column { readonly time: number; readonly counts: { readonly critical: number; readonly warn: number; readonly unknown: number } | null }

/** Asked anew every ten minutes: a column ends then. */
export function useHistory(): { readonly columns: readonly Column[] | undefined; readonly failed: boolean } {
  useTick(); // the clock that moves `to`
  const to = Math.floor(Date.now() / STEP_MS) * STEP_MS;
  const { data, error } = useCall(['machines', 'not-ok', to], async (host, signal) => {
    const ask = (promql: string) => host.metrics.range({ promql, from: to - (COLUMNS - 1) * STEP_MS, to, step: STEP_MS }, signal);
    const texts = notOk('10m');
    const [critical, warn, unknown, recorded] = await Promise.all([ask(texts.critical), ask(texts.warn), ask(texts.unknown), ask(texts.recorded)]);
    return columnsOf(critical, warn, unknown, recorded);
  });
  return { columns: data, failed: error !== null };
}

export function columnsOf(critical: Matrix, warn: Matrix, unknown: Matrix, recorded: Matrix): Column[] {
  return Array.from(recorded.times, (time, i) => ({
    time, counts: valueAt(recorded, i) === null ? null : { critical: valueAt(critical, i) ?? 0, warn: valueAt(warn, i) ?? 0, unknown: valueAt(unknown, i) ?? 0 },
  }));
}

function valueAt({ series }: Matrix, i: number): number | null {
  const only = series[0];
  if (only === undefined || (only.present !== null && !(only.present[i >> 3]! >> (i & 7) & 1))) return null;
  return only.values[i] ?? null;
}

/** Stretches of columns that hold nothing, as [from, to) positions. */
export function lostStretches(columns: readonly Column[]): [number, number][] {
  const found: [number, number][] = [];
  columns.forEach(({ counts }, i) => {
    if (counts !== null) return;
    const last = found.at(-1);
    if (last?.[1] === i) last[1] = i + 1;
    else found.push([i, i + 1]);
  });
  return found;
}
