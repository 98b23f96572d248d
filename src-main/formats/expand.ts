import type { Anchored } from './anchored.ts';

/** A template with `$1`, `$name`, `${1}` and `${name}` in it: texts, and the numbers of the groups between them. */
export type Template = readonly (string | number)[];

/** A name is as long as it can be: `$1x` asks for a group of that name, `${1}x` for the first and an x. */
const REFERENCE = /\$(?:(\$)|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu;

/**
 * Reads a template; a group that the pattern lacks is empty, `$$` is a dollar sign, and so is a `$` before anything else.
 * source  Go's regexp.Expand
 */
export function template(text: string, { count, named }: Anchored): Template {
  const parts: (string | number)[] = [];
  let end = 0;
  for (const found of text.matchAll(REFERENCE)) {
    parts.push(text.slice(end, found.index));
    end = found.index + found[0].length;
    const name = found[2] ?? found[3];
    if (name === undefined) parts.push('$');
    else {
      const group = /^(?:0|[1-9][0-9]*)$/.test(name) ? Number(name) : Object.hasOwn(named, name) ? named[name]! : Number.NaN;
      if (group <= count) parts.push(group);
    }
  }
  parts.push(text.slice(end));
  return parts.filter(part => part !== '');
}

export const expand = (parts: Template, groups: readonly string[]): string => parts.map(part => (typeof part === 'string' ? part : groups[part]!)).join('');
