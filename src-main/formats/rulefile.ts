import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { AlertRule, RecordingRule, type Rule, RuleGroup, type RuleProblem } from '../shared/model/rule.ts';
import { parseDuration } from './duration.ts';

/** Where a rule's fields stand in the text; lines and columns from 1, 0 where there is none. */
export interface Place { readonly line: number; readonly column: number }
/** number: of the rule in its group, from 1 */
export interface PlacedRule { readonly rule: Rule; readonly number: number; readonly name: Place; readonly expr: Place }
/** A group with its sound rules; `group` is null when something is wrong with it. */
export interface PlacedGroup { readonly called: string; readonly group: RuleGroup | null; readonly rules: readonly PlacedRule[] }
export interface ParsedRuleFile { readonly groups: readonly PlacedGroup[]; readonly problems: readonly RuleProblem[] }

const NOWHERE: Place = { line: 0, column: 0 };
const GROUP_FIELDS = new Set(['name', 'interval', 'limit', 'query_offset', 'labels', 'rules', 'partial_response_strategy', 'source_tenants', 'evaluation_delay', 'align_evaluation_time_on_interval']);
/** Fields of Prometheus's kin that mean nothing here, and are let pass. */
const RULE_FIELDS = new Set(['record', 'alert', 'expr', 'for', 'keep_firing_for', 'labels', 'annotations']);
const MAX_GROUPS = 10_000;

/**
 * Reads a Prometheus rule file; what the expressions and templates say is looked at elsewhere (rules/rulecheck).
 * source  prometheus.io/docs/prometheus/latest/configuration/recording_rules; model/rulefmt, whose words the problems have
 */
export function parseRuleFile(text: string): ParsedRuleFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, schema: 'failsafe', stringKeys: true, prettyErrors: false, logLevel: 'error', merge: true });
  const placeAt = (offset: number): Place => { const { line, col } = lines.linePos(offset); return { line, column: col }; };
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, column } = placeAt(error.pos[0]);
    return { groups: [], problems: [{ line, column, message: `yaml: line ${line}: ${error.message}` }] };
  }
  const reader = new FileReader((node) => (node?.range ? placeAt(node.range[0]) : NOWHERE), node => (node && 'resolve' in node ? node.resolve(document) ?? null : node));
  return { groups: reader.file(document.contents), problems: reader.problems };
}

class FileReader {
  readonly problems: RuleProblem[] = [];
  private readonly placeOf: (node: Node | null | undefined) => Place;
  private readonly resolved: (node: Node | null) => Node | null;

  constructor(placeOf: (node: Node | null | undefined) => Place, resolved: (node: Node | null) => Node | null) {
    this.placeOf = placeOf;
    this.resolved = resolved;
  }

  file(root: Node | null): PlacedGroup[] {
    if (root === null || isNothing(root)) return [];
    const fields = this.fields(root, new Set(['groups']), 'rulefmt.RuleGroups');
    const names = new Set<string>();
    return this.list(fields?.get('groups') ?? null, '[]rulefmt.RuleGroup').slice(0, MAX_GROUPS).flatMap(node => {
      const group = this.group(node);
      if (group === null) return [];
      if (names.has(group.called)) { this.fail(this.placeOf(node), `groupname: "${group.called}" is repeated in the same file`); return []; }
      names.add(group.called);
      return [group];
    });
  }

  private group(node: Node): PlacedGroup | null {
    const before = this.problems.length;
    const fields = this.fields(node, GROUP_FIELDS, 'rulefmt.RuleGroup');
    if (fields === null) return null;
    const name = this.text(fields.get('name')) ?? '';
    if (name === '') this.fail(this.placeOf(node), 'Groupname must not be empty');
    const rules = this.list(fields.get('rules') ?? null, '[]rulefmt.Rule').flatMap((rule, i) => this.rule(rule, i + 1, `group "${name}", rule ${i + 1}`) ?? []);
    const intervalMs = this.duration(fields.get('interval'));
    const given = {
      name, intervalMs: intervalMs || null, queryOffsetMs: this.duration(fields.get('query_offset') ?? fields.get('evaluation_delay')) ?? 0, limit: this.whole(fields.get('limit')) ?? 0,
      labels: this.labels(fields.get('labels'), `group "${name}"`, 'label'), rules: rules.map(({ rule }) => rule),
    };
    if (this.problems.length > before) return { called: name, group: null, rules };
    const parsed = RuleGroup.safeParse(given);
    if (!parsed.success) { this.fail(this.placeOf(node), `group "${name}": ${parsed.error.issues[0]?.message ?? 'is not sound'}`); return { called: name, group: null, rules }; }
    return { called: name, group: parsed.data, rules };
  }

  private rule(node: Node, number: number, where: string): PlacedRule | null {
    const before = this.problems.length;
    const fields = this.fields(node, RULE_FIELDS, 'rulefmt.Rule');
    if (fields === null) return null;
    const record = this.text(fields.get('record')) ?? '', alert = this.text(fields.get('alert')) ?? '', expr = this.text(fields.get('expr')) ?? '';
    const name = this.placeOf(fields.get(record === '' ? 'alert' : 'record'));
    const said = `${where}, "${alert || record}"`;
    if (record !== '' && alert !== '') this.fail(name, `${said}: only one of 'record' and 'alert' must be set`);
    if (record === '' && alert === '') this.fail(this.placeOf(node), `${said}: one of 'record' or 'alert' must be set`);
    if (expr.trim() === '') this.fail(this.placeOf(fields.get('expr') ?? node), `${said}: field 'expr' must be set in rule`);
    const labels = this.labels(fields.get('labels'), said, 'label'), annotations = this.labels(fields.get('annotations'), said, 'annotation');
    const forMs = this.duration(fields.get('for')), keepFiringForMs = this.duration(fields.get('keep_firing_for'));
    if (record !== '') this.checkRecording(record, { annotations, forMs, keepFiringForMs }, name, said);
    if (this.problems.length > before) return null;
    const rule = record !== '' ? RecordingRule.safeParse({ kind: 'recording', record, expr, labels }) : AlertRule.safeParse({ kind: 'alerting', alert, expr, forMs: forMs ?? 0, keepFiringForMs: keepFiringForMs ?? 0, labels, annotations });
    if (!rule.success) { this.fail(name, `${said}: ${rule.error.issues[0]?.message ?? 'is not sound'}`); return null; }
    return { rule: rule.data, number, name, expr: this.placeOf(fields.get('expr')) };
  }

  private checkRecording(record: string, { annotations, forMs, keepFiringForMs }: { readonly annotations: Readonly<Record<string, string>>; readonly forMs: number | null; readonly keepFiringForMs: number | null }, at: Place, said: string): void {
    if (Object.keys(annotations).length > 0) this.fail(at, `${said}: invalid field 'annotations' in recording rule`);
    if (forMs) this.fail(at, `${said}: invalid field 'for' in recording rule`);
    if (keepFiringForMs) this.fail(at, `${said}: invalid field 'keep_firing_for' in recording rule`);
    if (!/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(record)) this.fail(at, `${said}: invalid recording rule name: ${record}`);
  }

  private labels(node: Node | undefined, said: string, kind: 'label' | 'annotation'): Readonly<Record<string, string>> {
    if (node === undefined || isNothing(node)) return {};
    const found = this.fields(node, null, 'map[string]string') ?? new Map<string, Node>();
    return Object.fromEntries([...found].map(([name, value]) => {
      if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) || (kind === 'label' && name === '__name__')) this.fail(this.placeOf(value), `${said}: invalid ${kind} name: ${name}`);
      return [name, this.text(value) ?? ''];
    }));
  }

  /** The fields of a map, aliases resolved; null after the complaint. known: null takes any */
  private fields(node: Node, known: ReadonlySet<string> | null, type: string): ReadonlyMap<string, Node> | null {
    const map = this.resolved(node);
    if (!isMap<Node, Node | null>(map)) { this.wrongType(node, type); return null; }
    const found = new Map<string, Node>();
    for (const { key, value } of map.items) {
      const name = isScalar(key) ? String(key.value ?? '') : '';
      if (known !== null && !known.has(name)) this.fail(this.placeOf(key), `field ${name} not found in type ${type}`);
      else if (found.has(name)) this.fail(this.placeOf(key), `mapping key "${name}" already defined`);
      else if (value !== null) found.set(name, value);
    }
    return found;
  }

  private list(node: Node | null, type: string): readonly Node[] {
    const list = node === null ? null : this.resolved(node);
    if (list === null || isNothing(list)) return [];
    if (isSeq<Node>(list)) return list.items;
    this.wrongType(list, type);
    return [];
  }

  private text(node: Node | undefined): string | null {
    const scalar = node === undefined ? null : this.resolved(node);
    if (scalar === null || isNothing(scalar)) return null;
    if (isScalar(scalar)) return String(scalar.value ?? '');
    this.wrongType(scalar, 'string');
    return null;
  }

  private duration(node: Node | undefined): number | null {
    const text = this.text(node);
    if (text === null || text === '') return null;
    const ms = parseDuration(text);
    if (ms === null) this.fail(this.placeOf(node), `not a valid duration string: "${text}"`);
    return ms;
  }

  private whole(node: Node | undefined): number | null {
    const text = this.text(node);
    if (text === null) return null;
    if (/^\d{1,15}$/.test(text)) return Number(text);
    this.fail(this.placeOf(node), `cannot unmarshal !!str \`${text}\` into int`);
    return null;
  }

  private wrongType(node: Node, type: string): void {
    const text = isScalar(node) ? `!!str \`${String(node.value ?? '')}\`` : isMap(node) ? '!!map' : '!!seq';
    this.fail(this.placeOf(node), `cannot unmarshal ${text} into ${type}`);
  }

  private fail({ line, column }: Place, message: string): void { this.problems.push({ line, column, message }); }
}

const NULLS: ReadonlySet<string> = new Set(['', '~', 'null', 'Null', 'NULL']);
const isNothing = (node: Node): boolean => isScalar(node) && node.type === 'PLAIN' && NULLS.has(String(node.value ?? ''));
