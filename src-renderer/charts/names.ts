import type { Labels } from '../../src-main/shared/model/labels.ts';

/** How a series is called: a template with `{{label}}` places, or a function of its labels. Left out: its labels as PromQL writes them. */
export type NameOf = string | ((labels: Labels) => string);

export function seriesName(labels: Labels, name: NameOf | undefined): string {
  if (typeof name === 'function') return name(labels);
  if (name === undefined) return labelsText(labels);
  return name.replace(/\{\{\s*([^}\s]+)\s*\}\}/g, (_, label: string) => Object.hasOwn(labels, label) ? labels[label]! : '');
}

/** `metric{a="1", b="2"}`, names sorted; `{}` for no labels at all. */
export function labelsText(labels: Labels): string {
  const { __name__: metric = '', ...rest } = labels;
  const pairs = Object.keys(rest).sort().map(name => `${quotedName(name)}=${JSON.stringify(rest[name])}`);
  return pairs.length > 0 || metric === '' ? `${metric}{${pairs.join(', ')}}` : metric;
}

const quotedName = (name: string) => /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) ? name : JSON.stringify(name);

/** Names made different from each other by counting: what is alike would be soloed and coloured together. */
export function distinct(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map(name => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}
