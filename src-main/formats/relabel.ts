import { createHash } from 'node:crypto';
import { AppError } from '../shared/model/errors.ts';
import { type LabelPairs, toLabels } from '../shared/model/labels.ts';
import type { RelabelRule, RelabelStep } from '../shared/model/relabel.ts';
import { type Anchored, anchored } from './anchored.ts';
import { expand, template } from './expand.ts';
import { LabelBuilder } from './labelbuilder.ts';
import { isLabelName, ruleProblem } from './relabelrule.ts';
import { simpleLower, simpleUpper } from './simplecase.ts';

/** Does one rule to labels; false drops them. */
type Step = (labels: LabelBuilder) => boolean;
/** Rules ready to be applied, in order. */
export interface Relabeling { readonly steps: readonly Step[] }

/**
 * Compiles the rules of relabel_configs or metric_relabel_configs.
 * source  prometheus.io/docs/prometheus/latest/configuration, relabel_config; prometheus/model/relabel
 * errors  AppError 'bad-data' that names the rule by its number, counted from 1
 */
export function compileRelabeling(rules: readonly RelabelRule[], what = 'relabelling'): Relabeling {
  return { steps: rules.map((rule, i) => numbered(rule, `${what}, rule ${i + 1} (${rule.action})`)) };
}

/** The labels as the rules leave them, sorted; null when one drops them. `labels` are sorted. */
export function relabel({ steps }: Relabeling, labels: LabelPairs): LabelPairs | null {
  if (steps.length === 0) return labels;
  const builder = new LabelBuilder(labels);
  return steps.every(step => step(builder)) ? builder.pairs() : null;
}

/** What each rule does, in turn; the one that drops the labels is the last. */
export function explain({ steps }: Relabeling, labels: LabelPairs): RelabelStep[] {
  const builder = new LabelBuilder(labels);
  const taken: RelabelStep[] = [];
  for (const [rule, step] of steps.entries()) {
    const before = toLabels(builder.pairs());
    const kept = step(builder);
    const after = kept ? toLabels(builder.pairs()) : null;
    taken.push({ rule, before, after, changed: after === null ? [] : differing(before, after) });
    if (!kept) break;
  }
  return taken;
}

function differing(before: RelabelStep['before'], after: RelabelStep['before']): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(name => before[name] !== after[name]).sort();
}

/** What is wrong with a rule; null when it can be applied. */
export function ruleError(rule: RelabelRule): string | null {
  try {
    compiled(rule);
    return null;
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}

function numbered(rule: RelabelRule, where: string): Step {
  try {
    return compiled(rule);
  } catch (error) {
    throw error instanceof AppError ? new AppError(error.code, `${where}: ${error.message}`, { cause: error }) : error;
  }
}

function compiled(rule: RelabelRule): Step {
  const problem = ruleProblem(rule);
  if (problem !== null) throw new AppError('bad-data', problem);
  return stepOf(rule, anchored(rule.regex));
}

function stepOf(rule: RelabelRule, regex: Anchored): Step {
  const { targetLabel, sourceLabels, separator } = rule;
  const source = (labels: LabelBuilder) => sourceLabels.map(name => labels.get(name)).join(separator);
  switch (rule.action) {
    case 'replace': return replacing(rule, regex, source);
    case 'keep': return labels => regex.test(source(labels));
    case 'drop': return labels => !regex.test(source(labels));
    case 'keepequal': return labels => labels.get(targetLabel) === source(labels);
    case 'dropequal': return labels => labels.get(targetLabel) !== source(labels);
    case 'hashmod': return setting(targetLabel, labels => hashed(source(labels), rule.modulus));
    case 'lowercase': return setting(targetLabel, labels => simpleLower(source(labels)));
    case 'uppercase': return setting(targetLabel, labels => simpleUpper(source(labels)));
    case 'labelmap': return mapping(rule, regex);
    case 'labeldrop': return removing(name => regex.test(name));
    case 'labelkeep': return removing(name => !regex.test(name));
  }
}

const setting = (name: string, value: (labels: LabelBuilder) => string): Step => labels => {
  labels.set(name, value(labels));
  return true;
};

/** Nothing happens where the value does not match or the label's name comes out as none; an empty result removes the label. */
function replacing({ targetLabel, replacement }: RelabelRule, regex: Anchored, source: (labels: LabelBuilder) => string): Step {
  const name = template(targetLabel, regex);
  const value = template(replacement, regex);
  return labels => {
    const groups = regex.groups(source(labels));
    if (groups === null) return true;
    const target = expand(name, groups);
    if (isLabelName(target)) labels.set(target, expand(value, groups));
    return true;
  };
}

function mapping({ replacement }: RelabelRule, regex: Anchored): Step {
  const to = template(replacement, regex);
  return labels => {
    for (const [name, value] of labels.entries()) {
      const groups = regex.groups(name);
      if (groups !== null) labels.set(expand(to, groups), value); // a name that comes out empty is refused where labels are checked
    }
    return true;
  };
}

const removing = (goes: (name: string) => boolean): Step => labels => {
  for (const [name] of labels.entries()) if (goes(name)) labels.set(name, '');
  return true;
};

/** The last 8 bytes of the MD5 as one number, most significant first. */
const hashed = (text: string, modulus: number): string => String(createHash('md5').update(text).digest().readBigUInt64BE(8) % BigInt(modulus));
