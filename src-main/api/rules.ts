import type { Caller } from '../access/caller.ts';
import type { RuleBook } from '../alerts/rulebook.ts';
import type { HostContract } from '../shared/contract/index.ts';
import { simplePromql } from '../shared/model/simplerule.ts';
import type { Client, Handlers } from '../shared/rpc/contract.ts';
import type { QueryContract } from '../workers/contract.ts';

export const rulesHandlers = (book: RuleBook, query: Pick<Client<QueryContract>['query'], 'backtest'>): Handlers<HostContract, Caller>['rules'] => ({
  list: async () => book.list(),
  get: async ({ id }) => book.get(id),
  check: async ({ yaml }) => book.check(yaml),
  export: async ({ ids }) => book.export(ids),
  backtest: ({ rule, ...window }, _caller, signal) =>
    query.backtest({ ...window, ...('form' in rule ? { expr: simplePromql(rule.form), forMs: rule.form.forMs, keepFiringForMs: 0 } : rule) }, signal),
  saveText: async ({ id, yaml }) => book.saveText(id, yaml),
  save: async ({ id, group }) => book.save(id, group),
  saveSimple: async ({ id, name, form }) => book.saveSimple(id, name, form),
  import: async ({ name, yaml, dryRun }) => book.import(name, yaml, dryRun),
  enable: async ({ id, enabled }) => book.enable(id, enabled),
  remove: async ({ id }) => {
    await book.remove(id);
    return null;
  },
});
