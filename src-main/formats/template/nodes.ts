/** A parsed Go template, as text/template has it. */
export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'print'; readonly pipe: Pipe }
  | { readonly kind: 'branch'; readonly word: 'if' | 'with' | 'range'; readonly pipe: Pipe; readonly body: readonly Node[]; readonly otherwise: readonly Node[] }
  | { readonly kind: 'leave'; readonly word: 'break' | 'continue' }
  | { readonly kind: 'call'; readonly name: string; readonly pipe: Pipe | null };

/** `declares` names variables (`$x := …`, or `=` when `assigns`) that take its value; the last command is given the value of the one before. */
export interface Pipe { readonly declares: readonly string[]; readonly assigns: boolean; readonly commands: readonly Command[] }
/** An operand alone, or a function or method with its arguments. */
export type Command = readonly Operand[];

export type Operand =
  | { readonly kind: 'literal'; readonly value: string | number | bigint | boolean | null }
  | { readonly kind: 'dot' }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'pipe'; readonly pipe: Pipe }
  /** `.a.b` after something */
  | { readonly kind: 'field'; readonly of: Operand; readonly names: readonly string[] };

/** The template itself, and those that `define` and `block` name in it. */
export interface Template { readonly nodes: readonly Node[]; readonly named: ReadonlyMap<string, readonly Node[]> }

/** What can't be read or done, in Go's words; whoever has the template's name and line puts them before it. */
export class TemplateError extends Error {
  readonly line: number;
  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}
