import type { Caller } from '../access/caller.ts';
import type { ImportBook } from '../exports/imports/book.ts';
import { previewCsv } from '../exports/imports/preview.ts';
import type { HostContract } from '../shared/contract/index.ts';
import type { Handlers } from '../shared/rpc/contract.ts';

export const importsHandlers = (book: ImportBook): Handlers<HostContract, Caller>['imports'] => ({
  list: async () => book.list(),
  changes: (_input, _caller, signal) => book.changes(signal),
  preview: ({ path, delimiter }) => previewCsv(path, delimiter),
  start: async ({ source, secrets }) => book.start(source, secrets),
  cancel: ({ id }) => book.cancel(id),
  resume: async ({ id, secrets }) => book.resume(id, secrets),
  remove: async ({ id }) => {
    book.remove(id);
    return null;
  },
});
