import { parentPort, threadId, workerData } from 'node:worker_threads';
import { AppError } from '../../../src-main/shared/model/errors.ts';
import { QueryFlags } from '../../../src-main/workers/flags.ts';
import { type HelperEnd, help } from '../../../src-main/workers/neighbour.ts';

/** A thread that is asked for halves; the query's text says what it does: `answer`, `fail`, `bug`, `die`, or go on until its check throws. */
const { end, flags } = workerData as { readonly end: HelperEnd; readonly flags: SharedArrayBuffer };
help(end, new QueryFlags(flags), ({ promql }, check) => {
  if (promql === 'fail') throw new AppError('limit', 'too much');
  if (promql === 'bug') throw new TypeError('what nobody foresaw');
  if (promql === 'die') process.exit(1);
  while (promql === 'work') check();
  return { parts: [[{ labels: ['from', 'helper'], present: null, columns: [Float64Array.of(threadId)] }]], warnings: ['w'], infos: [], samples: 7 };
});
parentPort?.postMessage('begun');
