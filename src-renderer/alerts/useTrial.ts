import { useDebouncedValue } from '@mantine/hooks';
import { useMemo } from 'react';
import type { BacktestAnswer, BacktestInput } from '../../src-main/shared/contract/rules.ts';
import type { AppError } from '../../src-main/shared/model/errors.ts';
import { useCall } from '../host/hooks.ts';
import type { TrialWindow } from './window.ts';

/** While the slider moves a new back-test begins at most so often; the one before is given up. */
const SETTLE_MS = 120;
const MINUTE = 60_000;

export type Tested = BacktestInput['rule'];
export interface Trial {
  /** the newest answer, of the rule as it was a moment ago while another is on its way */
  readonly answer: BacktestAnswer | undefined;
  readonly window: TrialWindow;
  /** what is shown belongs to an earlier rule */
  readonly stale: boolean;
  readonly error: AppError | null;
}

/** How often a rule would have fired in the window. `tested` null: nothing to try yet. */
export function useTrial(tested: Tested | null, window: TrialWindow, drawn: number): Trial {
  const text = tested === null ? '' : JSON.stringify(tested);
  const [settled] = useDebouncedValue(text, SETTLE_MS, { leading: true });
  const rule = useMemo(() => settled === '' ? null : JSON.parse(settled) as Tested, [settled]);
  const { data, error, stale } = useCall(['backtest', settled, window.from, window.to, drawn],
    async (host, signal) => ({ of: settled, window, answer: await host.rules.backtest({ rule: rule!, ...window, stepMs: MINUTE, drawn }, signal) }), { enabled: rule !== null });
  const moving = text !== settled;
  return { answer: data?.answer, window: data?.window ?? window, stale: moving || error === null && (stale || data?.of !== settled), error: moving ? null : error };
}

/** How often other thresholds would have fired, asked one after the other once the slider has come to rest; undefined while not known. */
export function useOthers(tested: readonly Tested[], window: TrialWindow): readonly (number | undefined)[] {
  const [settled] = useDebouncedValue(JSON.stringify(tested), REST_MS);
  const { data } = useCall(['backtest', 'others', settled, window.from], async (host, signal) => {
    const fired: number[] = [];
    for (const rule of JSON.parse(settled) as readonly Tested[]) fired.push((await host.rules.backtest({ rule, ...window, stepMs: MINUTE, drawn: 0 }, signal)).fired);
    return { of: settled, fired };
  }, { enabled: settled !== '[]' });
  const known = data?.of === JSON.stringify(tested) ? data.fired : [];
  return tested.map((_, i) => known[i]);
}
const REST_MS = 700;
