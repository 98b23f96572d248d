import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { fromMessagePort } from '../../../src-main/shared/rpc/ports.ts';
import { serve } from '../../../src-main/shared/rpc/server.ts';
import { queryContract, type QueryContract, type QueryData, type Watched } from '../../../src-main/workers/contract.ts';
import { QueryFlags, sharedMs } from '../../../src-main/workers/flags.ts';
import type { Handlers } from '../../../src-main/shared/rpc/contract.ts';

/** A reader that computes for as many ms as the name of the metadata it is asked for, and hears nothing meanwhile, as a loop without an end would. */
const port = parentPort!;
const { flags: shared } = workerData as QueryData & { storage: MessagePort };
const flags = new QueryFlags(shared);
const never = async () => { throw new Error('not asked here'); };

const handlers: Handlers<QueryContract, null> = {
  query: {
    range: never, instant: never, rangeJson: never, instantJson: never, rules: never, backtest: never, series: never, labelNames: never, labelValues: never,
    metadata: async ({ name, flag = 0 }: { name: string } & Watched) => {
      flags.enter(flag);
      for (const end = sharedMs() + Number(name); sharedMs() < end;) { /* deaf */ }
      return [];
    },
  },
};
serve({ contract: queryContract, handlers, guard: (call, run) => run(call.raw) }, fromMessagePort(port), null);
port.postMessage({ ready: true });
