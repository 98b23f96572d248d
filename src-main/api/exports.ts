import { createReadStream } from 'node:fs';
import type { Caller } from '../access/caller.ts';
import type { ExportBook } from '../exports/files/book.ts';
import { type FileCalls, fileChunks } from '../exports/files/chunks.ts';
import { exportRange } from '../exports/range.ts';
import type { HostContract } from '../shared/contract/index.ts';
import type { Client, Handlers } from '../shared/rpc/contract.ts';
import type { QueryContract } from '../workers/contract.ts';
import type { OutgoingContract } from '../workers/outgoingcontract.ts';

export interface ExportParts {
  readonly query: Client<QueryContract>['query'];
  readonly calls: FileCalls & Pick<Client<OutgoingContract>['outgoing'], 'estimate'>;
  readonly book: ExportBook;
}

export const exportsHandlers = ({ query, calls, book }: ExportParts): Handlers<HostContract, Caller>['exports'] => ({
  range: async (input, _caller, signal) => exportRange(await query.range(input.query, signal), input.format, signal),
  estimate: (input, _caller, signal) => calls.estimate(input, signal),
  list: async () => book.list(),
  changes: (_input, _caller, signal) => book.changes(signal),
  start: ({ spec }) => book.start(spec),
  startAt: ({ spec, path }) => book.start(spec, path),
  cancel: ({ id }) => book.cancel(id),
  remove: async ({ id }) => {
    await book.remove(id);
    return null;
  },
  download: ({ id }, _caller, signal) => createReadStream(book.file(id).path, { signal }) as AsyncIterable<Buffer>,
  samples: ({ spec }, _caller, signal) => fileChunks(calls, spec, signal, { reusing: false }),
});
