import { ruleFileText } from '../formats/rulefiletext.ts';
import { checkedRuleFile, expressionProblem, nameOf, templateProblems } from '../rules/rulecheck.ts';
import type { GroupText, RulesImported } from '../shared/contract/rules.ts';
import { AppError } from '../shared/model/errors.ts';
import { GroupId, type GroupState, type RuleGroup, type RuleProblem } from '../shared/model/rule.ts';
import type { SimpleRule } from '../shared/model/simplerule.ts';
import type { RuleGroupRow } from '../store/rulegroups.ts';
import type { GroupToRun } from './livegroup.ts';
import { DEFAULT_INTERVAL_MS, type RuleRunner } from './runner.ts';
import { simpleGroup, withForms } from './simplegroup.ts';

/** Where groups are kept; store/rulegroups.ts has it. */
export interface RuleBookStore {
  load(): readonly RuleGroupRow[];
  save(row: RuleGroupRow): void;
  delete(id: GroupId): void;
  off(): ReadonlySet<GroupId>;
  setOff(id: GroupId, off: boolean): void;
  together(change: () => void): void;
}

/** The file of groups that were written in the program itself, and of those made in the form. */
const OWN_FILE = 'rules.yml';
const FORM_FILE = 'form';
export const READY_FILE = 'ready';

export const groupIdOf = (file: string, name: string): GroupId => GroupId.parse(`${file};${name}`);

/** All groups of rules: the user's, which are kept in the store, and the ready ones. Changes follow one another. */
export class RuleBook {
  private readonly store: RuleBookStore;
  private readonly runner: RuleRunner;
  private readonly groups = new Map<GroupId, GroupToRun>();
  private readonly off: Set<GroupId>;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(store: RuleBookStore, runner: RuleRunner, ready: readonly RuleGroup[]) {
    this.store = store;
    this.runner = runner;
    this.off = new Set(store.off());
    for (const group of ready) this.put({ id: groupIdOf(READY_FILE, group.name), file: READY_FILE, origin: 'ready', group });
    for (const row of store.load()) this.put(row);
  }

  /** Groups that are to be run. */
  enabled(): readonly GroupToRun[] { return [...this.groups.values()].filter(({ id }) => !this.off.has(id)); }

  list(): readonly GroupState[] { return [...this.groups.values()].map(is => this.state(is)); }

  get(id: GroupId): GroupText {
    const is = this.find(id);
    return { state: this.state(is), group: is.group, yaml: ruleFileText([is.group]) };
  }

  check(yaml: string): readonly RuleProblem[] { return checkedRuleFile(yaml).problems; }

  export(ids: readonly GroupId[] | undefined): { readonly yaml: string } {
    const chosen = ids === undefined ? [...this.groups.values()].filter(({ origin }) => origin !== 'ready') : ids.map(id => this.find(id));
    return { yaml: ruleFileText(uniqueNames(chosen)) };
  }

  /** errors AppError 'bad-data' in Prometheus's words; 'conflict' for a name that is taken, or a ready group */
  saveText(id: GroupId | null, yaml: string): Promise<GroupState> {
    const { groups, problems } = checkedRuleFile(yaml);
    if (problems.length > 0) throw new AppError('bad-data', problems.map(placedText).join('\n'));
    if (groups.length !== 1) throw new AppError('bad-data', `One group is expected here, and there are ${groups.length}. To take in a whole file, import it.`);
    return this.save(id, groups[0]!);
  }

  save(id: GroupId | null, group: RuleGroup): Promise<GroupState> {
    const problems = group.rules.flatMap((rule, i) => {
      const said = `group "${group.name}", rule ${i + 1}, "${nameOf(rule)}": `, bad = expressionProblem(rule.expr);
      return [...(bad === null ? [] : [`${said}could not parse expression: ${bad}`]), ...templateProblems(rule).map(problem => said + problem)];
    });
    if (problems.length > 0) throw new AppError('bad-data', problems.join('\n'));
    const before = id === null ? undefined : this.own(id);
    const file = before?.file ?? OWN_FILE;
    return this.replace(before, { id: groupIdOf(file, group.name), file, origin: before?.origin ?? 'file', group: withForms(group, before?.group) });
  }

  saveSimple(id: GroupId | null, name: string, form: SimpleRule): Promise<GroupState> {
    const group = simpleGroup(name, form);
    const [rule] = group.rules, problem = rule === undefined ? null : expressionProblem(rule.expr) ?? templateProblems(rule)[0] ?? null;
    if (problem !== null) throw new AppError('bad-data', problem);
    return this.replace(id === null ? undefined : this.own(id), { id: groupIdOf(FORM_FILE, name), file: FORM_FILE, origin: 'form', group });
  }

  import(file: string, yaml: string, dryRun: boolean): Promise<RulesImported> {
    if (file === FORM_FILE || file === READY_FILE) throw new AppError('invalid-input', `A file can't be called ${file} here.`);
    const { groups, problems } = checkedRuleFile(yaml);
    const coming = groups.map((group): GroupToRun => ({ id: groupIdOf(file, group.name), file, origin: 'file', group }));
    const outcomes = coming.map(is => ({ id: is.id, name: is.group.name, rules: is.group.rules.length, outcome: this.outcomeOf(is) }));
    if (dryRun || problems.length > 0) return Promise.resolve({ groups: outcomes, problems });
    return this.inTurn(async () => {
      const gone = [...this.groups.values()].filter(is => is.file === file && !coming.some(({ id }) => id === is.id));
      this.store.together(() => {
        for (const { id } of gone) { this.store.delete(id); this.store.setOff(id, false); }
        for (const is of coming) this.store.save(rowOf(is));
      });
      for (const { id } of gone) { this.groups.delete(id); this.off.delete(id); await this.runner.remove(id); }
      for (const [i, is] of coming.entries()) {
        this.put(is);
        if (outcomes[i]!.outcome !== 'same' && !this.off.has(is.id)) await this.runner.set(is);
      }
      return { groups: outcomes, problems };
    });
  }

  enable(id: GroupId, enabled: boolean): Promise<GroupState> {
    const is = this.find(id);
    return this.inTurn(async () => {
      if (enabled !== this.off.has(id)) return this.state(is);
      this.store.setOff(id, !enabled);
      if (enabled) this.off.delete(id);
      else this.off.add(id);
      await (enabled ? this.runner.set(is) : this.runner.remove(id));
      return this.state(is);
    });
  }

  remove(id: GroupId): Promise<void> {
    this.own(id);
    return this.inTurn(async () => {
      this.store.together(() => { this.store.delete(id); this.store.setOff(id, false); });
      this.groups.delete(id);
      this.off.delete(id);
      await this.runner.remove(id);
    });
  }

  private replace(before: GroupToRun | undefined, is: GroupToRun): Promise<GroupState> {
    if (before?.id !== is.id && this.groups.has(is.id)) throw new AppError('conflict', `There is a group called ${is.group.name} already.`);
    return this.inTurn(async () => {
      const off = before !== undefined && this.off.has(before.id);
      this.store.together(() => {
        if (before !== undefined && before.id !== is.id) { this.store.delete(before.id); this.store.setOff(before.id, false); this.store.setOff(is.id, off); }
        this.store.save(rowOf(is));
      });
      if (before !== undefined && before.id !== is.id) { this.groups.delete(before.id); this.off.delete(before.id); if (off) this.off.add(is.id); }
      this.put(is);
      if (!off) await this.runner.set(is, before?.id);
      return this.state(is);
    });
  }

  private outcomeOf(is: GroupToRun): 'new' | 'replaced' | 'same' {
    const known = this.groups.get(is.id);
    return known === undefined ? 'new' : ruleFileText([known.group]) === ruleFileText([is.group]) ? 'same' : 'replaced';
  }

  private put({ id, file, origin, group }: GroupToRun): void { this.groups.set(id, { id, file, origin, group }); }

  private find(id: GroupId): GroupToRun {
    const found = this.groups.get(id);
    if (found === undefined) throw new AppError('not-found', 'There is no such group of rules.');
    return found;
  }

  private own(id: GroupId): GroupToRun {
    const found = this.find(id);
    if (found.origin === 'ready') throw new AppError('conflict', 'A ready group can only be switched on and off. Save a copy of it under another name to change it.');
    return found;
  }

  private state({ id, file, origin, group }: GroupToRun): GroupState {
    const loop = this.runner.loop(id);
    return {
      id, file, name: group.name, origin, enabled: !this.off.has(id), intervalMs: group.intervalMs ?? DEFAULT_INTERVAL_MS, limit: group.limit, queryOffsetMs: group.queryOffsetMs, labels: group.labels,
      rules: loop?.group.states() ?? group.rules.map(rule => ({ rule, health: 'unknown', lastError: '', lastEvaluation: null, evaluationMs: 0, state: 'inactive', pending: 0, firing: 0 })),
      lastEvaluation: loop?.lastEvaluation ?? null, evaluationMs: loop?.evaluationMs ?? 0, missed: loop?.missed ?? 0,
    };
  }

  private inTurn<T>(change: () => Promise<T>): Promise<T> {
    const done = this.turn.then(change);
    this.turn = done.catch(() => undefined);
    return done;
  }
}

const rowOf = ({ id, file, origin, group }: GroupToRun): RuleGroupRow => ({ id, file, origin: origin === 'form' ? 'form' : 'file', group });
const placedText = ({ line, column, message }: RuleProblem): string => (line === 0 ? message : `${line}:${column}: ${message}`);

/** Groups of several files may have the same name, those of one file may not. */
function uniqueNames(groups: readonly GroupToRun[]): RuleGroup[] {
  const names = new Set<string>();
  return groups.map(({ file, group }) => {
    const name = names.has(group.name) ? `${group.name} (${file})` : group.name;
    names.add(name);
    return { ...group, name };
  });
}
