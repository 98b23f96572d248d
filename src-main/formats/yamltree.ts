import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml';
import { AppError } from '../shared/model/errors.ts';

/** A YAML document as plain data that knows its lines (from 1). Scalars stay the text they were written as: what `on`, `0x10` or `1m` means is for the reader to say. */
export type YamlNode = YamlText | YamlList | YamlMap;
export interface YamlText { readonly kind: 'text'; readonly line: number; readonly text: string; readonly isNull: boolean }
export interface YamlList { readonly kind: 'list'; readonly line: number; readonly items: readonly YamlNode[] }
export interface YamlMap { readonly kind: 'map'; readonly line: number; readonly entries: ReadonlyMap<string, YamlEntry> }
export interface YamlEntry { readonly line: number; readonly value: YamlNode }

/** Nodes that one document may come to once its aliases stand for what they mean. */
const MAX_NODES = 1_000_000;
const MAX_DEPTH = 100;
const NULLS: ReadonlySet<string> = new Set(['', '~', 'null', 'Null', 'NULL']);

/**
 * Reads one document; aliases and merge keys (`<<`) are resolved.
 * errors  AppError 'bad-data' naming line and column; it never quotes what stands there
 */
export function parseYaml(text: string): YamlNode {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, schema: 'failsafe', stringKeys: true, logLevel: 'error' });
  const error = document.errors[0];
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw refused(line, `column ${col}: ${withoutQuotes(error.message)}`);
  }
  return new TreeReader(offset => lines.linePos(offset).line).node(document.contents, 1, 0);
}

const refused = (line: number, problem: string): AppError => new AppError('bad-data', `line ${line}, ${problem}`);

/** The parser's messages may hold pieces of the text, and the text secrets. */
const withoutQuotes = (message: string): string => message.replace(/:\s.*$/s, '').replace(/"[^"]*"/g, '…');

class TreeReader {
  private readonly lineAt: (offset: number) => number;
  private readonly anchors = new Map<string, Node>();
  private nodes = 0;

  constructor(lineAt: (offset: number) => number) {
    this.lineAt = lineAt;
  }

  /** line: for what has none of its own */
  node(node: Node | null, line: number, depth: number): YamlNode {
    if (++this.nodes > MAX_NODES || depth > MAX_DEPTH) throw refused(line, 'the document is too large, or its aliases make it so');
    if (node === null) return { kind: 'text', line, text: '', isNull: true };
    const at = node.range ? this.lineAt(node.range[0]) : line;
    if (isAlias(node)) return this.node(this.named(node.source, at), at, depth + 1);
    if (node.anchor !== undefined) this.anchors.set(node.anchor, node);
    if (isSeq<Node>(node)) return { kind: 'list', line: at, items: node.items.map(item => this.node(item, at, depth + 1)) };
    if (isMap<Node, Node | null>(node)) return { kind: 'map', line: at, entries: this.entries(node.items, at, depth) };
    if (!isScalar(node)) throw refused(at, 'this is neither text, list nor map');
    const text = String(node.value ?? '');
    return { kind: 'text', line: at, text, isNull: node.type === 'PLAIN' && NULLS.has(text) };
  }

  private named(anchor: string, line: number): Node {
    const node = this.anchors.get(anchor);
    if (node === undefined) throw refused(line, 'this alias stands for nothing above it');
    return node;
  }

  /** What is merged in gives way to what the map says itself, and the later of several to the earlier. */
  private entries(pairs: readonly Pair<Node, Node | null>[], line: number, depth: number): ReadonlyMap<string, YamlEntry> {
    const own = new Map<string, YamlEntry>();
    const merged = new Map<string, YamlEntry>();
    for (const { key, value } of pairs) {
      const at = key.range ? this.lineAt(key.range[0]) : line;
      const name = isScalar(key) ? String(key.value ?? '') : '';
      const entry = { line: at, value: this.node(value, at, depth + 1) };
      if (name !== '<<') own.set(name, entry);
      else for (const [inner, innerEntry] of mergeable(entry)) if (!merged.has(inner)) merged.set(inner, innerEntry);
    }
    return new Map([...own, ...[...merged].filter(([name]) => !own.has(name))]);
  }
}

function mergeable({ line, value }: YamlEntry): readonly (readonly [string, YamlEntry])[] {
  if (value.kind === 'map') return [...value.entries];
  if (value.kind === 'list') return value.items.flatMap(item => mergeable({ line, value: item }));
  throw refused(line, 'only a map can be merged in by <<');
}
