import { z } from 'zod';
import { AppError } from '../shared/model/errors.ts';
import type { Labels } from '../shared/model/labels.ts';
import { YamlFields } from './yamlfields.ts';
import { parseYaml } from './yamltree.ts';

/** One address of a file of targets, with the labels of its group. */
export interface ListedTarget { readonly address: string; readonly labels: Labels }

const Groups = z.array(z.strictObject({ targets: z.array(z.string()).nullish(), labels: z.record(z.string(), z.string()).nullish() })).nullable();

/**
 * Reads a file of targets, `[{ targets: [host:port, …], labels: {…} }, …]`.
 * name    ends in .json for JSON, else it is YAML
 * source  prometheus.io/docs/prometheus/latest/configuration, file_sd_config
 * errors  AppError 'bad-data' that says where, and quotes nothing
 */
export function parseTargetFile(text: string, name: string): readonly ListedTarget[] {
  const groups = /\.json$/i.test(name) ? jsonGroups(text) : yamlGroups(text);
  return groups.flatMap(({ targets, labels }) => targets.map(address => ({ address, labels })));
}

interface Group { readonly targets: readonly string[]; readonly labels: Labels }

function jsonGroups(text: string): readonly Group[] {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new AppError('bad-data', 'this is not JSON');
  }
  const parsed = Groups.safeParse(data);
  if (!parsed.success) throw new AppError('bad-data', `${parsed.error.issues[0]!.path.join('.') || 'the file'}: a list of groups with targets and labels, all of them texts, is expected`);
  return (parsed.data ?? []).map(({ targets, labels }) => ({ targets: targets ?? [], labels: labels ?? {} }));
}

function yamlGroups(text: string): readonly Group[] {
  const complain = (line: number, problem: string): never => { throw new AppError('bad-data', `line ${line}, ${problem}`); };
  const root = parseYaml(text);
  if (root.kind === 'text' && root.isNull) return [];
  if (root.kind !== 'list') return complain(root.line, 'a list of groups with targets and labels is expected');
  return root.items.map(item => {
    if (item.kind !== 'map') return complain(item.line, 'a group has to be a map of targets and labels');
    const fields = new YamlFields(item, complain);
    const group = { targets: fields.texts('targets').map(target => target.text), labels: fields.pairs('labels') };
    for (const { line, name } of fields.rest()) complain(line, `${name} is no field of a group`);
    return group;
  });
}
