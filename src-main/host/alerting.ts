import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AlertHistory } from '../alerts/history.ts';
import { watchForGaps } from '../alerts/gapwatch.ts';
import { ruleMetrics } from '../alerts/rulemetrics.ts';
import { Gaps } from '../alerts/gaps.ts';
import { lookBack } from '../alerts/lookback.ts';
import { RuleBook } from '../alerts/rulebook.ts';
import { RuleRunner } from '../alerts/runner.ts';
import type { AlertSink } from '../alerts/sink.ts';
import type { Clock } from '../base/clock.ts';
import type { Registry } from '../base/registry.ts';
import type { Log } from '../base/log.ts';
import { checkedRuleFile } from '../rules/rulecheck.ts';
import type { RuleGroup } from '../shared/model/rule.ts';
import { alertHistoryTable } from '../store/alerthistory.ts';
import { ruleGroupTable } from '../store/rulegroups.ts';
import type { WorkspaceDb } from '../store/workspace.ts';
import type { Pool } from '../workers/pool.ts';

export interface AlertingParts {
  readonly db: WorkspaceDb;
  readonly clock: Clock;
  readonly pool: Pool;
  readonly log: Log;
  /** false: the rules are known, but none is evaluated */
  readonly collecting: boolean;
  /** where alerts go to be told */
  readonly sink: AlertSink;
  /** folder of the ready rules; without it there are none */
  readonly readyRules: string | undefined;
  /** what `$externalURL` and links are built on */
  readonly externalUrl: () => string;
}

/** The rules, what they find, and what they have found. */
export interface Alerting { readonly book: RuleBook; readonly runner: RuleRunner; readonly history: AlertHistory; /** adds what the rules tell of themselves */ declare(metrics: Registry): void; /** data of a past time have come (unix ms): rules are evaluated over it */ lookBack(from: number, to: number): void; close(): Promise<void> }

export async function openAlerting({ db, clock, pool, log, collecting, sink, readyRules, externalUrl }: AlertingParts): Promise<Alerting> {
  const store = ruleGroupTable(db, (id, error) => log.error({ id, err: error }, 'a stored group of rules is unreadable and left out'));
  const onError = (error: unknown, what: string): void => log.error({ err: error }, what);
  const history = new AlertHistory(alertHistoryTable(db));
  const runner = new RuleRunner({
    clock, appender: pool.appender, history, sink, externalLabels: {}, externalUrl, progress: store,
    rules: batch => pool.query.rules(batch), onError,
  });
  const book = new RuleBook(store, runner, readyRules === undefined ? [] : readyGroups(readyRules));
  const behind = new Gaps({ clock, onError, look: window => lookBack(window, {
    loops: () => runner.all(), rules: batch => pool.query.rules(batch), backtest: asked => pool.query.backtest(asked), range: asked => pool.query.range(asked), appender: pool.appender, history, sink,
    externalLabels: {}, externalUrl, now: clock.now, onError,
  }) });
  const watch = collecting ? watchForGaps(clock, (from, to) => {
    runner.wake();
    behind.note(from, to);
  }) : null;
  const stopped = store.evaluatedTo();
  if (collecting) await runner.start(book.enabled());
  if (collecting && stopped !== null) behind.note(stopped, clock.now());
  return {
    book, runner, history,
    declare: metrics => ruleMetrics(metrics, () => runner.all()),
    lookBack: (from, to) => { if (collecting) behind.note(from, to); },
    close: async () => {
      watch?.[Symbol.dispose]();
      await behind.close();
      await runner.stop();
    },
  };
}

/** Ready rules are read through the same schemas as the user's own. */
function readyGroups(folder: string): RuleGroup[] {
  return readdirSync(folder).filter(name => name.endsWith('.yml')).sort().flatMap(name => {
    const { groups, problems } = checkedRuleFile(readFileSync(join(folder, name), 'utf8'));
    if (problems.length > 0) throw new Error(`BUG: the ready rules of ${name}: ${problems[0]!.message}`);
    return [...groups];
  });
}
