export interface TagLine { readonly name: string; readonly value: string }

/** What has to be set and removed to come from the tags that there are to those that are wanted. Lines without a name count for nothing; of equal names the last one. */
export function changeOf(before: Readonly<Record<string, string>>, wanted: readonly TagLine[]): { set: Record<string, string>; remove: string[] } {
  const after = new Map(wanted.map(({ name, value }) => [name.trim(), value]).filter((pair): pair is [string, string] => pair[0] !== ''));
  return {
    set: Object.fromEntries([...after].filter(([name, value]) => before[name] !== value)),
    remove: Object.keys(before).filter(name => !after.has(name)),
  };
}
