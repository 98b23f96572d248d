import type { YamlEntry, YamlMap, YamlNode } from './yamltree.ts';

/** Told of every value that is not what it has to be. */
export type Complain = (line: number, problem: string) => void;

/** Reads the fields of one map by name and kind, and knows in the end which nobody asked for. An absent field is null; so is one that is wrong, after the complaint. */
export class YamlFields {
  readonly line: number;
  private readonly entries: ReadonlyMap<string, YamlEntry>;
  readonly complain: Complain;
  private readonly asked = new Set<string>();

  constructor(map: YamlMap, complain: Complain) {
    this.line = map.line;
    this.entries = map.entries;
    this.complain = complain;
  }

  /** The same, complaining to somebody else. */
  tellingTo(complain: Complain): YamlFields {
    return new YamlFields({ kind: 'map', line: this.line, entries: this.entries }, complain);
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  /** Of the field, or of the map without it. */
  lineOf(name: string): number {
    return this.entries.get(name)?.line ?? this.line;
  }

  /** Nothing at all is empty text, as in Prometheus. */
  text(name: string): string | null {
    const found = this.take(name);
    if (found === null) return null;
    if (found.value.kind === 'text') return found.value.isNull ? '' : found.value.text;
    return this.wrong(found.line, `${name} has to be text`);
  }

  /** The text as `read` understands it; `what` says what it has to be. */
  value<T>(name: string, what: string, read: (text: string) => T | null): T | null {
    const text = this.text(name);
    if (text === null || text === '') return null;
    const value = read(text);
    return value === null ? this.wrong(this.lineOf(name), `${name} has to be ${what}`) : value;
  }

  flag(name: string): boolean | null {
    return this.value(name, 'true or false', text => {
      const word = text.toLowerCase();
      if (['true', 'yes', 'on', 'y'].includes(word)) return true;
      return ['false', 'no', 'off', 'n'].includes(word) ? false : null;
    });
  }

  map(name: string): YamlFields | null {
    const found = this.take(name);
    if (found === null || isNothing(found.value)) return null;
    if (found.value.kind === 'map') return new YamlFields(found.value, this.complain);
    return this.wrong(found.line, `${name} has to be a map`);
  }

  list(name: string): readonly YamlNode[] {
    const found = this.take(name);
    if (found === null || isNothing(found.value)) return [];
    if (found.value.kind === 'list') return found.value.items;
    this.complain(found.line, `${name} has to be a list`);
    return [];
  }

  maps(name: string): readonly YamlFields[] {
    return this.list(name).flatMap(item => {
      if (item.kind === 'map') return [new YamlFields(item, this.complain)];
      this.complain(item.line, `an entry of ${name} has to be a map`);
      return [];
    });
  }

  texts(name: string): readonly { readonly line: number; readonly text: string }[] {
    return this.list(name).flatMap(item => {
      if (item.kind === 'text' && !item.isNull) return [{ line: item.line, text: item.text }];
      this.complain(item.line, `an entry of ${name} has to be text`);
      return [];
    });
  }

  /** Every field of it as text. */
  pairs(name: string): Readonly<Record<string, string>> {
    const found = this.map(name);
    return Object.fromEntries(found === null ? [] : [...found.entries.keys()].map(key => [key, found.text(key) ?? '']));
  }

  names(): readonly string[] {
    return [...this.entries.keys()];
  }

  /** Fields that nobody has asked for. */
  rest(): readonly { readonly line: number; readonly name: string }[] {
    return [...this.entries].flatMap(([name, { line }]) => (this.asked.has(name) ? [] : [{ line, name }]));
  }

  private take(name: string): YamlEntry | null {
    this.asked.add(name);
    return this.entries.get(name) ?? null;
  }

  private wrong(line: number, problem: string): null {
    this.complain(line, problem);
    return null;
  }
}

const isNothing = (node: YamlNode): boolean => node.kind === 'text' && node.isNull;
