/** Fields that say which thing an action is on, the first that is there. */
const NAMING = ['id', 'ids', 'name', 'names', 'machine', 'account', 'target', 'address', 'url'] as const;
/** Things that are named one by one; of more, how many. */
const MOST_NAMED = 5;
const MAX_CHARS = 500;

/**
 * What an action is on, read off its input: an id, a name, or those of what it carries. '' when nothing in it says so.
 * input  with its secrets redacted already
 */
export function targetOf(input: unknown): string {
  if (typeof input !== 'object' || input === null) return '';
  const fields = new Map(Object.entries(input));
  for (const name of NAMING) {
    const text = named(fields.get(name));
    if (text !== '') return text.slice(0, MAX_CHARS);
  }
  const inside = fields.get('config') ?? fields.get('configs') ?? fields.get('filter') ?? fields.get('silence') ?? fields.get('rule');
  return Array.isArray(inside) ? named(inside.map(targetOf)).slice(0, MAX_CHARS) : targetOf(inside);
}

function named(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return '';
  const names = value.filter(one => typeof one === 'string' && one !== '');
  return names.length <= MOST_NAMED ? names.join(' ') : `${names.slice(0, MOST_NAMED).join(' ')} and ${names.length - MOST_NAMED} more`;
}
