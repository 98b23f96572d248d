import { shown } from './gofmt.ts';
import { type Command, type Node, type Operand, type Pipe, type Template, TemplateError } from './nodes.ts';
import { isList, isMap, FieldedList, TemplateSample, truth, typeName, type Value } from './values.ts';

/** A function that templates call. errors: TemplateError, or any Error whose message says what is wrong */
export type TemplateFunction = (args: readonly Value[]) => Value;

/** What one execution may write and how long it may go on. */
const MAX_OUTPUT = 1_000_000;
const MAX_STEPS = 1_000_000;
const MAX_CALLS = 100;

/**
 * Fills in a template.
 * data, variables  what `.` and the names known from the start stand for
 * errors           TemplateError in Go's words
 */
export function execute(template: Template, functions: ReadonlyMap<string, TemplateFunction>, data: Value, variables: ReadonlyMap<string, Value>): string {
  const run = new Execution(template, functions);
  run.walk(template.nodes, data, [...variables].map(([name, value]) => ({ name, value })).concat([{ name: '$', value: data }]));
  return run.out;
}

interface Variable { readonly name: string; value: Value }
type Left = 'break' | 'continue' | null;

class Execution {
  out = '';
  private readonly template: Template;
  private readonly functions: ReadonlyMap<string, TemplateFunction>;
  private steps = 0;
  private calls = 0;

  constructor(template: Template, functions: ReadonlyMap<string, TemplateFunction>) {
    this.template = template;
    this.functions = functions;
  }

  walk(nodes: readonly Node[], dot: Value, variables: Variable[]): Left {
    for (const node of nodes) {
      if (++this.steps > MAX_STEPS) throw new TemplateError(1, 'the template goes on for too long');
      switch (node.kind) {
        case 'text': this.write(node.text); break;
        case 'print': {
          const value = this.pipe(node.pipe, dot, variables);
          if (node.pipe.declares.length === 0) this.write(shown(value));
          break;
        }
        case 'branch': {
          const left = this.branch(node, dot, variables);
          if (left !== null) return left;
          break;
        }
        case 'leave': return node.word;
        case 'call': this.call(node.name, node.pipe === null ? null : this.pipe(node.pipe, dot, variables)); break;
      }
    }
    return null;
  }

  private write(text: string): void {
    this.out += text;
    if (this.out.length > MAX_OUTPUT) throw new TemplateError(1, 'the template writes too much');
  }

  private call(name: string, data: Value): void {
    const nodes = this.template.named.get(name);
    if (nodes === undefined) throw new TemplateError(1, `template "${name}" not defined`);
    if (++this.calls > MAX_CALLS) throw new TemplateError(1, `exceeded maximum template depth (${MAX_CALLS})`);
    this.walk(nodes, data, [{ name: '$', value: data }]);
    this.calls--;
  }

  /** What is declared inside is forgotten behind it. */
  private branch({ word, pipe, body, otherwise }: Node & { kind: 'branch' }, dot: Value, variables: Variable[]): Left {
    const scope = [...variables];
    if (word === 'range') return this.range(pipe, { body, otherwise }, dot, scope);
    const value = this.pipe(pipe, dot, scope);
    if (truth(value)) return this.walk(body, word === 'with' ? value : dot, scope);
    return this.walk(otherwise, dot, scope);
  }

  private range(pipe: Pipe, { body, otherwise }: { readonly body: readonly Node[]; readonly otherwise: readonly Node[] }, dot: Value, scope: Variable[]): Left {
    const over = this.pipe({ ...pipe, declares: [] }, dot, scope);
    const pairs = entriesOf(over);
    if (pairs.length === 0) return this.walk(otherwise, dot, scope);
    const [first, second] = pipe.declares;
    for (const [key, value] of pairs) {
      const inner = [...scope];
      const note = (name: string, to: Value): void => { if (pipe.assigns) assign(inner, name, to); else inner.push({ name, value: to }); };
      if (second !== undefined && first !== undefined) {
        note(first, key);
        note(second, value);
      } else if (first !== undefined) note(first, value);
      if (this.walk(body, value, inner) === 'break') break;
    }
    return null;
  }

  private pipe({ declares, assigns, commands }: Pipe, dot: Value, variables: Variable[]): Value {
    let value: Value = null;
    commands.forEach((command, i) => { value = this.command(command, dot, variables, i === 0 ? [] : [value]); });
    for (const name of declares) {
      if (assigns) assign(variables, name, value);
      else variables.push({ name, value });
    }
    return value;
  }

  private command([head, ...rest]: Command, dot: Value, variables: Variable[], last: readonly Value[]): Value {
    if (head === undefined) throw new Error('BUG: a command of nothing');
    if (head.kind === 'function') return this.function(head.name, rest, last, dot, variables);
    if (rest.length + last.length > 0) throw new TemplateError(1, `can't give argument to non-function ${nameOf(head)}`);
    return this.operand(head, dot, variables);
  }

  private function(name: string, rest: readonly Operand[], last: readonly Value[], dot: Value, variables: Variable[]): Value {
    if (name === 'and' || name === 'or') return this.shortCircuit(name, rest, last, dot, variables);
    const args = [...rest.map(operand => this.operand(operand, dot, variables)), ...last];
    try {
      return this.functions.get(name)!(args);
    } catch (error) {
      if (!(error instanceof FunctionError)) throw error;
      throw new TemplateError(1, error.counted ? error.message : `error calling ${name}: ${error.message}`);
    }
  }

  /** Arguments behind the one that decides are not looked at. */
  private shortCircuit(name: 'and' | 'or', rest: readonly Operand[], last: readonly Value[], dot: Value, variables: Variable[]): Value {
    if (rest.length + last.length === 0) throw new TemplateError(1, `wrong number of args for ${name}: want at least 1 got 0`);
    let value: Value = null;
    for (const operand of rest) {
      value = this.operand(operand, dot, variables);
      if (truth(value) === (name === 'or')) return value;
    }
    return last.length > 0 ? last[0]! : value;
  }

  private operand(operand: Operand, dot: Value, variables: Variable[]): Value {
    switch (operand.kind) {
      case 'literal': return operand.value;
      case 'dot': return dot;
      case 'variable': return variables.findLast(({ name }) => name === operand.name)?.value ?? null;
      case 'function': return this.function(operand.name, [], [], dot, variables);
      case 'pipe': return this.pipe(operand.pipe, dot, variables);
      case 'field': return operand.names.reduce((value, name) => fieldOf(value, name), this.operand(operand.of, dot, variables));
    }
  }
}

/** What a function finds wrong; `counted` when its message stands for itself. */
export class FunctionError extends Error {
  readonly counted: boolean;
  constructor(message: string, counted = false) {
    super(message);
    this.counted = counted;
  }
}

function assign(variables: Variable[], name: string, value: Value): void {
  const variable = variables.findLast(known => known.name === name);
  if (variable !== undefined) variable.value = value;
}

function entriesOf(over: Value): readonly (readonly [Value, Value])[] {
  if (isMap(over)) return [...over].sort(([a], [b]) => (a < b ? -1 : 1));
  if (isList(over)) return over.map((value, i) => [BigInt(i), value] as const);
  if (over === null) return [];
  throw new TemplateError(1, `range can't iterate over ${shown(over)}`);
}

/** A label that is not there is empty, as with Go's missingkey=zero. */
function fieldOf(value: Value, name: string): Value {
  if (isMap(value)) return value.has(name) ? value.get(name)! : '';
  if (value instanceof TemplateSample) {
    if (name === 'Labels') return value.labels;
    if (name === 'Value') return value.value;
  }
  if (value instanceof FieldedList && value.fields.has(name)) return value.fields.get(name)!;
  if (value === null) throw new TemplateError(1, `nil data; no entry for key "${name}"`);
  throw new TemplateError(1, `can't evaluate field ${name} in type ${typeName(value)}`);
}

function nameOf(operand: Operand): string {
  switch (operand.kind) {
    case 'variable': case 'function': return operand.name;
    case 'field': return `.${operand.names.join('.')}`;
    case 'literal': return shown(operand.value);
    default: return '.';
  }
}
