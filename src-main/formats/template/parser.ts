import { type Action, type Piece, pieces, type Token } from './lexer.ts';
import { numberValue, stringValue } from './literals.ts';
import { type Command, type Node, type Operand, type Pipe, type Template, TemplateError } from './nodes.ts';

const MAX_DEPTH = 100;
/** A block's body, and the action that ended it: `end`, or an `else` with what stands behind it. */
interface Body { readonly nodes: Node[]; readonly end: Cursor | null }

/**
 * Reads a Go template.
 * functions  names that may be called
 * variables  names that are known from the start, with their `$`
 * source     pkg.go.dev/text/template
 * errors     TemplateError in Go's words
 */
export function parseTemplate(source: string, functions: ReadonlySet<string>, variables: readonly string[] = []): Template {
  return new Parser(pieces(source), functions, variables).template();
}

class Parser {
  private readonly pieces: readonly Piece[];
  private readonly functions: ReadonlySet<string>;
  private readonly named = new Map<string, readonly Node[]>();
  private known: string[];
  private at = 0;
  private loops = 0;
  private depth = 0;

  constructor(found: readonly Piece[], functions: ReadonlySet<string>, variables: readonly string[]) {
    this.pieces = found;
    this.functions = functions;
    this.known = ['$', ...variables];
  }

  template(): Template {
    const { nodes, end } = this.body();
    if (end !== null) throw end.fail(`unexpected {{${end.word}}}`);
    return { nodes, named: this.named };
  }

  private body(): Body {
    const nodes: Node[] = [];
    if (++this.depth > MAX_DEPTH) throw new TemplateError(1, 'max expression depth exceeded');
    for (; this.at < this.pieces.length;) {
      const piece = this.pieces[this.at++]!;
      if (piece.kind === 'text') { nodes.push(piece); continue; }
      const cursor = new Cursor(piece);
      if (cursor.isWord('end') || cursor.isWord('else')) { this.depth--; return { nodes, end: cursor }; }
      const node = this.action(cursor);
      if (node !== null) nodes.push(node);
    }
    this.depth--;
    return { nodes, end: null };
  }

  private action(cursor: Cursor): Node | null {
    const { word } = cursor;
    switch (word) {
      case 'if': case 'with': case 'range': cursor.take(); return this.branch(word, cursor);
      case 'break': case 'continue':
        if (this.loops === 0) throw cursor.fail(`{{${word}}} outside {{range}}`);
        return { kind: 'leave', word };
      case 'define': cursor.take(); this.define(cursor); return null;
      case 'block': {
        cursor.take();
        const name = this.name(cursor, 'block clause');
        const pipe = this.pipe(cursor, 'block clause', false);
        this.named.set(name, this.closed(cursor));
        return { kind: 'call', name, pipe };
      }
      case 'template': {
        cursor.take();
        const name = this.name(cursor, 'template clause');
        return { kind: 'call', name, pipe: cursor.isDone ? null : this.pipe(cursor, 'template clause', false) };
      }
      default: return { kind: 'print', pipe: this.pipe(cursor, 'command', true) };
    }
  }

  private branch(word: 'if' | 'with' | 'range', cursor: Cursor): Node {
    const before = this.known.length;
    const pipe = this.pipe(cursor, word, false, word === 'range');
    if (word === 'range') this.loops++;
    const { nodes: body, end } = this.body();
    if (word === 'range') this.loops--;
    const otherwise = this.rest(end, word, cursor);
    this.known.length = before;
    return { kind: 'branch', word, pipe, body, otherwise };
  }

  /** What stands between `else` and `end`. */
  private rest(end: Cursor | null, word: 'if' | 'with' | 'range', cursor: Cursor): readonly Node[] {
    if (end === null) throw cursor.fail('unexpected EOF');
    if (end.word === 'end') return [];
    end.take();
    if (end.isDone) {
      const { nodes, end: last } = this.body();
      if (last === null) throw cursor.fail('unexpected EOF');
      if (last.word !== 'end') throw last.fail(`expected end; found {{${last.word}}}`);
      return nodes;
    }
    if (end.word !== word || word === 'range') throw end.fail(`unexpected <${end.word}> in else`);
    end.take();
    return [this.branch(word, end)];
  }

  private closed(cursor: Cursor): readonly Node[] {
    const { nodes, end } = this.body();
    if (end === null) throw cursor.fail('unexpected EOF');
    if (end.word !== 'end') throw end.fail(`unexpected {{${end.word}}}`);
    return nodes;
  }

  private define(cursor: Cursor): void {
    const name = this.name(cursor, 'define clause');
    const outside = this.known;
    this.known = ['$'];
    this.named.set(name, this.closed(cursor));
    this.known = outside;
  }

  private name(cursor: Cursor, where: string): string {
    const token = cursor.take();
    const value = token?.kind === 'string' ? stringValue(token.text) : null;
    if (typeof value !== 'string') throw cursor.fail(`unexpected ${token === undefined ? 'end' : `"${token.text}"`} in ${where}`);
    return value;
  }

  /** scoped: what it declares stays known to what follows; a range may declare two */
  private pipe(cursor: Cursor, where: string, outside: boolean, isRange = false): Pipe {
    const { declares, assigns } = this.declarations(cursor, isRange);
    const commands: Command[] = [];
    do commands.push(this.command(cursor)); while (cursor.takeMark('|'));
    if (!cursor.isDone && !cursor.isMark(')')) throw cursor.fail(`unexpected "${cursor.word}" in ${where === 'command' ? 'operand' : where}`);
    if (commands.every(({ length }) => length === 0)) throw cursor.fail(`missing value for ${where}`);
    if (commands.some(({ length }) => length === 0)) throw cursor.fail(`missing value for ${outside ? 'command' : where}`);
    commands.slice(1).forEach(([head], i) => {
      if (head?.kind === 'literal' || head?.kind === 'dot') throw cursor.fail(`non executable command in pipeline stage ${i + 2}`);
    });
    if (!assigns) this.known.push(...declares);
    return { declares, assigns, commands };
  }

  private declarations(cursor: Cursor, isRange: boolean): { declares: readonly string[]; assigns: boolean } {
    const names = cursor.variablesBeforeSign();
    if (names === null) return { declares: [], assigns: false };
    if (names.names.length > (isRange ? 2 : 1)) throw cursor.fail(`too many declarations in ${isRange ? 'range' : 'command'}`);
    if (names.assigns) for (const name of names.names) this.know(name, cursor);
    return { declares: names.names, assigns: names.assigns };
  }

  private command(cursor: Cursor): Command {
    const operands: Operand[] = [];
    while (!cursor.isDone && !cursor.isMark('|') && !cursor.isMark(')')) operands.push(this.operand(cursor));
    return operands;
  }

  private operand(cursor: Cursor): Operand {
    const base = this.term(cursor);
    const names: string[] = [];
    while (cursor.isField && !cursor.isSpaced) names.push(cursor.take()!.text.slice(1));
    if (names.length === 0) return base;
    if (base.kind === 'literal') throw cursor.fail(`unexpected . after term "${String(base.value)}"`);
    return { kind: 'field', of: base, names };
  }

  private term(cursor: Cursor): Operand {
    const token = cursor.take()!;
    switch (token.kind) {
      case 'dot': return { kind: 'dot' };
      case 'field': return { kind: 'field', of: { kind: 'dot' }, names: [token.text.slice(1)] };
      case 'variable': this.know(token.text, cursor); return { kind: 'variable', name: token.text };
      case 'string': {
        const value = stringValue(token.text);
        if (value === null) throw cursor.fail('invalid syntax');
        return { kind: 'literal', value };
      }
      case 'number': {
        const value = numberValue(token);
        if (value === null) throw cursor.fail(`bad number syntax: "${token.text}"`);
        return { kind: 'literal', value };
      }
      case 'word': return this.wordTerm(token.text, cursor);
      case 'mark': {
        if (token.text !== '(') throw cursor.fail(`unexpected "${token.text}" in operand`);
        const pipe = this.pipe(cursor, 'parenthesized pipeline', false);
        if (!cursor.takeMark(')')) throw cursor.fail('unclosed left paren');
        return { kind: 'pipe', pipe };
      }
    }
  }

  private wordTerm(text: string, cursor: Cursor): Operand {
    if (text === 'true' || text === 'false') return { kind: 'literal', value: text === 'true' };
    if (text === 'nil') return { kind: 'literal', value: null };
    if (!this.functions.has(text)) throw cursor.fail(`function "${text}" not defined`);
    return { kind: 'function', name: text };
  }

  private know(name: string, cursor: Cursor): void {
    if (!this.known.includes(name)) throw cursor.fail(`undefined variable "${name}"`);
  }
}

/** The tokens of one action, taken one by one. */
class Cursor {
  private readonly tokens: readonly Token[];
  private readonly line: number;
  private at = 0;

  constructor({ tokens, line }: Action) {
    this.tokens = tokens;
    this.line = line;
  }

  get isDone(): boolean { return this.at >= this.tokens.length; }
  get word(): string { return this.tokens[this.at]?.text ?? ''; }
  get isField(): boolean { return this.tokens[this.at]?.kind === 'field'; }
  get isSpaced(): boolean { return this.tokens[this.at]?.spaced ?? true; }
  isWord(text: string): boolean { return this.tokens[this.at]?.kind === 'word' && this.word === text; }
  isMark(text: string): boolean { return this.tokens[this.at]?.kind === 'mark' && this.word === text; }
  take(): Token | undefined { return this.tokens[this.at++]; }
  takeMark(text: string): boolean {
    const found = this.isMark(text);
    if (found) this.at++;
    return found;
  }

  /** `$a :=`, `$a, $b :=` or `$a =` at the beginning; null when there is none. */
  variablesBeforeSign(): { readonly names: readonly string[]; readonly assigns: boolean } | null {
    const names: string[] = [];
    for (let i = this.at; this.tokens[i]?.kind === 'variable'; i += 2) {
      names.push(this.tokens[i]!.text);
      const sign = this.tokens[i + 1]?.text;
      if (sign === ':=' || sign === '=') {
        this.at = i + 2;
        return { names, assigns: sign === '=' };
      }
      if (sign !== ',') return null;
    }
    return null;
  }

  fail(message: string): TemplateError { return new TemplateError(this.line, message); }
}
