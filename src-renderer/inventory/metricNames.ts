import type { MachineRow } from '../../src-main/shared/model/machine.ts';
import { type CallState, useCall } from '../host/hooks.ts';
import { useRange } from '../host/range.ts';
import { matchersOf } from './address.ts';

/** The metrics this machine exported in the page's range; undefined until known. */
export function useMetricNames(row: MachineRow): CallState<ReadonlySet<string>> {
  const range = useRange();
  const matchers = matchersOf(row);
  return useCall(['machines', 'metrics', matchers, range.raw], async (host, signal) => {
    const [names, noSwap] = await Promise.all([
      host.metrics.labelValues({ name: '__name__', matchers: [`{${matchers}}`], from: range.from, to: range.to }, signal),
      host.metrics.instant({ promql: `node_memory_SwapTotal_bytes{${matchers}} == 0`, time: range.to }, signal),
    ]);
    const found = new Set(names);
    if (noSwap.value.kind === 'vector' && noSwap.value.series.length > 0) found.delete('node_memory_SwapTotal_bytes'); // counted, but there is none
    return found;
  }, { refresh: true });
}
