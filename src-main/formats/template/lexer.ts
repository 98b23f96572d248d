import { TemplateError } from './nodes.ts';

/** A piece of an action; `spaced` when white space stands before it, which tells `.a .b` from `.a.b`. */
export interface Token {
  readonly kind: 'word' | 'field' | 'variable' | 'string' | 'number' | 'mark' | 'dot';
  readonly text: string;
  readonly spaced: boolean;
}
export interface Action { readonly kind: 'action'; readonly line: number; readonly tokens: readonly Token[] }
export type Piece = { readonly kind: 'text'; readonly text: string } | Action;

const SPACE = ' \t\r\n';
const TOKEN = /(?<string>"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)+')|(?<number>[+-]?(?:0[xXbBoO][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)i?)|(?<variable>\$[\p{L}_\p{Nd}]*)|(?<field>\.[\p{L}_][\p{L}_\p{Nd}]*)|(?<dot>\.)|(?<word>[\p{L}_][\p{L}_\p{Nd}]*)|(?<mark>:=|[=|(),])/uy;

/**
 * Text and actions in turn; `{{-` and `-}}` have taken the white space beside them, comments are gone.
 * errors  TemplateError in Go's words
 */
export function pieces(source: string): Piece[] {
  const out: Piece[] = [];
  let at = 0, trimming = false;
  while (at < source.length) {
    const open = source.indexOf('{{', at);
    const upTo = open < 0 ? source.length : open;
    const trims = open >= 0 && source[open + 2] === '-' && SPACE.includes(source[open + 3] ?? 'x');
    let text = source.slice(at, upTo);
    if (trimming) text = text.replace(/^[ \t\r\n]+/, '');
    if (trims) text = text.replace(/[ \t\r\n]+$/, '');
    if (text !== '') out.push({ kind: 'text', text });
    if (open < 0) break;
    const read = action(source, open, open + (trims ? 3 : 2));
    if (read.action !== null) out.push(read.action);
    ({ at, trimming } = read);
  }
  return out;
}

interface ReadAction { readonly action: Action | null; readonly at: number; readonly trimming: boolean }

function action(source: string, open: number, begin: number): ReadAction {
  const line = lineAt(source, open);
  const comment = /[ \t\r\n]*\/\*/y;
  comment.lastIndex = begin;
  if (comment.test(source)) return afterComment(source, comment.lastIndex, line);
  const tokens: Token[] = [];
  for (let at = begin; ;) {
    const from = at;
    while (at < source.length && SPACE.includes(source[at]!)) at++;
    const spaced = at > from || from === begin;
    if (at >= source.length) throw new TemplateError(line, 'unclosed action');
    if (source.startsWith('}}', at)) return { action: { kind: 'action', line, tokens }, at: at + 2, trimming: false };
    if (spaced && source.startsWith('-}}', at)) return { action: { kind: 'action', line, tokens }, at: at + 3, trimming: true };
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(source);
    if (found === null) throw wrongCharacter(source, at, line);
    const [kind, text] = Object.entries(found.groups ?? {}).find(([, value]) => value !== undefined) as [Token['kind'], string];
    tokens.push({ kind, text, spaced });
    at = TOKEN.lastIndex;
  }
}

function wrongCharacter(source: string, at: number, line: number): TemplateError {
  const char = String.fromCodePoint(source.codePointAt(at)!);
  if (char === '"') return new TemplateError(line, 'unterminated quoted string');
  if (char === '`') return new TemplateError(line, 'unterminated raw quoted string');
  if (char === "'") return new TemplateError(line, 'unterminated character constant');
  if (source.indexOf('}}', at) < 0 || char === '{') return new TemplateError(line, char === '{' ? "unexpected \"{\" in operand" : 'unclosed action');
  return new TemplateError(line, `unrecognized character in action: U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')} '${char}'`);
}

function afterComment(source: string, begin: number, line: number): ReadAction {
  const end = source.indexOf('*/', begin);
  if (end < 0) throw new TemplateError(line, 'unclosed comment');
  const close = /([ \t\r\n]*)(-?)\}\}/y;
  close.lastIndex = end + 2;
  const found = close.exec(source);
  if (found === null) throw new TemplateError(line, 'comment ends before closing delimiter');
  return { action: null, at: close.lastIndex, trimming: found[2] === '-' };
}

const lineAt = (source: string, at: number): number => source.slice(0, at).split('\n').length;
