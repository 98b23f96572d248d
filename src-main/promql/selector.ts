import type { Matcher } from '../tsdb/select.ts';
import { parse } from './parse.ts';
import { parseError } from './position.ts';

/**
 * The matchers of a series selector such as `up{job="a"}`, as `match[]` gives them.
 * errors  AppError 'bad-data' for anything that is no instant vector selector
 */
export function parseSelector(text: string): readonly Matcher[] {
  const expr = parse(text, { maxDepth: 4, experimental: false });
  if (expr.kind !== 'vector-selector' || expr.offset !== 0 || expr.pin !== null) throw parseError(text, 0, 'expected a series selector, such as up{job="node"}');
  return expr.matchers;
}
