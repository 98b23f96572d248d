import { globSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseRuleTests } from '../formats/ruletestfile.ts';
import { checkedRuleFile } from '../rules/rulecheck.ts';
import { runRuleTest } from '../rules/ruletest.ts';
import type { BacktestAnswer } from '../shared/contract/rules.ts';
import { AppError } from '../shared/model/errors.ts';
import type { AlertRule, RuleGroup, RuleProblem } from '../shared/model/rule.ts';
import { closing, type Surroundings } from './ask.ts';
import { reach } from './reach.ts';
import type { TimeSpec } from './timespec.ts';

/** Where what is said goes: results to `print`, what failed to `complain`. */
export interface Speaking { readonly print: (text: string) => void; readonly complain: (text: string) => void }

/**
 * Runs promtool's unit-test files and says what promtool says.
 * returns  the exit code: 0 when all is as expected, 1 else
 */
export function runRuleTests(files: readonly string[], { print, complain }: Speaking): 0 | 1 {
  let failed = false;
  for (const file of files) {
    print(`Unit Testing:  ${file}\n`);
    const wrong = testFile(file, print);
    failed ||= wrong.length > 0;
    if (wrong.length === 0) print('  SUCCESS\n');
    else complain('  FAILED:\n');
    for (const sentence of wrong) {
      complain(`${sentence}\n`);
      print('\n');
    }
    print('\n');
  }
  return failed ? 1 : 0;
}

function testFile(path: string, print: (text: string) => void): string[] {
  try {
    const file = parseRuleTests(readText(path));
    const twice = file.group_eval_order.find((name, i, all) => all.indexOf(name) !== i);
    if (twice !== undefined) return [`group name repeated in evaluation order: ${twice}`];
    const groups: RuleGroup[] = [], problems: string[] = [];
    for (const named of file.rule_files) {
      const found = globSync(resolve(dirname(path), named)).sort();
      if (found.length === 0) print(`  WARNING: no file match pattern ${resolve(dirname(path), named)}\n`);
      for (const each of found) {
        const parsed = checkedRuleFile(readText(each));
        problems.push(...parsed.problems.map(problem => problemText(each, problem)));
        groups.push(...parsed.groups);
      }
    }
    return problems.length > 0 ? problems : file.tests.flatMap(test => runRuleTest(test, groups, file));
  } catch (error) {
    if (error instanceof AppError) return [error.message];
    throw error;
  }
}

/** Rule files that can't be taken in, with what is wrong in them. returns the exit code */
export function runRuleCheck(files: readonly string[], { print, complain }: Speaking): 0 | 1 {
  let failed = false;
  for (const file of files) {
    print(`Checking ${file}\n`);
    const { groups, problems } = checkedRuleFile(readText(file));
    failed ||= problems.length > 0;
    if (problems.length > 0) complain(['  FAILED:', ...problems.map(problem => problemText(file, problem)), ''].join('\n'));
    else print(`  SUCCESS: ${groups.reduce((sum, { rules }) => sum + rules.length, 0)} rules found\n`);
    print('\n');
  }
  return failed ? 1 : 0;
}

const problemText = (file: string, { line, column, message }: RuleProblem): string => (line === 0 ? `${file}: ${message}` : `${file}: ${line}:${column}: ${message}`);

export interface BacktestFlags { readonly dataDir: string; readonly from: TimeSpec; readonly to?: TimeSpec; readonly step: number; readonly format: 'text' | 'json' }

/** How often the alerting rules of a file would have fired over stored history. */
export async function runBacktest(file: string, flags: BacktestFlags, { places, log, now, print }: Surroundings): Promise<void> {
  const { groups, problems } = checkedRuleFile(readText(file));
  if (problems.length > 0) throw new AppError('bad-data', problems.map(problem => problemText(file, problem)).join('\n'));
  const at = now(), to = flags.to?.(at) ?? at, from = flags.from(at);
  await using reached = closing(await reach(flags.dataDir, places, log));
  const results: { group: string; alert: string; answer: BacktestAnswer }[] = [];
  for (const group of groups) {
    for (const rule of group.rules.filter((one): one is AlertRule => one.kind === 'alerting')) {
      const answer = await reached.client.rules.backtest({ rule: { expr: rule.expr, forMs: rule.forMs, keepFiringForMs: rule.keepFiringForMs }, from, to, stepMs: flags.step, drawn: 0 });
      results.push({ group: group.name, alert: rule.alert, answer });
    }
  }
  if (flags.format === 'json') return print(`${JSON.stringify(results.map(({ group, alert, answer: { series, fired, firedSeries, evaluations, warnings } }) => ({ group, alert, fired, firedSeries, evaluations, series, warnings })), null, 2)}\n`);
  for (const { group, alert, answer } of results) print(backtestText(`${group} / ${alert}`, answer));
}

function backtestText(name: string, { fired, firedSeries, series, evaluations, warnings }: BacktestAnswer): string {
  const time = (ms: number | null): string => (ms === null ? 'now' : new Date(ms).toISOString());
  const lines = series.flatMap(({ labels, spans }) => spans.filter(({ firedAt }) => firedAt !== null).map(({ firedAt, resolvedAt }) =>
    `  ${time(firedAt)}  ${time(resolvedAt)}  {${Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(', ')}}`));
  return [`${name}: fired ${fired} times in ${firedSeries} series, ${evaluations} evaluations`, ...lines, ...warnings.map(warning => `  ${warning}`), ''].join('\n');
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AppError('not-found', `open ${path}: ${cause instanceof Error ? cause.message : 'unreadable'}`, { cause });
  }
}
