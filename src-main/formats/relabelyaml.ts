import { AppError } from '../shared/model/errors.ts';
import { RELABEL_ACTIONS, RelabelRule } from '../shared/model/relabel.ts';
import { RULE_FIELDS } from '../shared/model/relabeltext.ts';
import { ruleError } from './relabel.ts';
import { type Complain, YamlFields } from './yamlfields.ts';
import { parseYaml, type YamlNode } from './yamltree.ts';

/** What is wrong with a text, at its line from 1. */
export interface LineProblem { readonly line: number; readonly problem: string }

/** The rules of a text as `relabel_configs` holds them, that key itself above them or not. Rules are given only where nothing is wrong. */
export function parseRelabelText(text: string): { readonly rules: readonly RelabelRule[]; readonly problems: readonly LineProblem[] } {
  const problems: LineProblem[] = [];
  const rules = read(text, (line, problem) => { problems.push({ line, problem }); });
  return { rules: problems.length === 0 ? rules : [], problems };
}

function read(text: string, complain: Complain): readonly RelabelRule[] {
  try {
    return rulesIn(listIn(parseYaml(text), complain), complain);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const [, line = '1', problem = error.message] = /^line (\d+), (.*)$/s.exec(error.message) ?? [];
    complain(Number(line), problem);
    return [];
  }
}

function listIn(root: YamlNode, complain: Complain): readonly YamlNode[] {
  if (root.kind === 'list') return root.items;
  if (root.kind === 'text' && root.isNull) return [];
  const named = root.kind === 'map' && root.entries.size === 1 ? [...root.entries].find(([name]) => /^(?:metric_)?relabel_configs$/.test(name)) : undefined;
  if (named !== undefined) return listIn(named[1].value, complain);
  complain(root.line, 'a list of rules is expected, each beginning with -');
  return [];
}

export function rulesIn(items: readonly YamlNode[], complain: Complain): readonly RelabelRule[] {
  return items.flatMap(item => {
    if (item.kind !== 'map') {
      complain(item.line, 'a rule has to be a map of its fields');
      return [];
    }
    let bad = false;
    const rule = ruleIn(new YamlFields(item, (line, problem) => {
      bad = true;
      complain(line, problem);
    }), complain);
    return rule === null || bad ? [] : [rule];
  });
}

function ruleIn(fields: YamlFields, complain: Complain): RelabelRule | null {
  const given: Record<string, unknown> = {};
  for (const [name, field] of RULE_FIELDS) if (fields.has(name)) given[field] = writtenIn(fields, name);
  for (const { line, name } of fields.rest()) complain(line, `${name} is no field of a rule`);
  if (fields.rest().length > 0) return null;
  const parsed = RelabelRule.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const name = RULE_FIELDS.find(([, field]) => field === issue!.path[0])?.[0] ?? '';
    complain(fields.lineOf(name), name === 'action' ? `action has to be one of ${RELABEL_ACTIONS.join(', ')}` : `${name}: ${issue!.message}`);
    return null;
  }
  const error = ruleError(parsed.data);
  if (error === null) return parsed.data;
  complain(fields.lineOf(error.startsWith('error parsing regexp') ? 'regex' : 'action'), error);
  return null;
}

function writtenIn(fields: YamlFields, name: string): unknown {
  if (name === 'source_labels') return fields.texts(name).map(({ text }) => text);
  if (name === 'modulus') return fields.value(name, 'a whole number up to 2^53', text => (/^\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : null)) ?? 0;
  return name === 'action' ? fields.text(name)?.toLowerCase() : fields.text(name) ?? '';
}
