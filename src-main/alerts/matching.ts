import type { Labels } from '../shared/model/labels.ts';
import type { LabelMatcher } from '../shared/model/matcher.ts';
import { compileMatcher } from '../tsdb/matcher.ts';

/** Whether labels meet all of some matchers. */
export type Match = (labels: Labels) => boolean;

/** An absent label counts as empty, as in Alertmanager. Errors: AppError 'bad-data' for a pattern that is none, in RE2's words */
export function matching(matchers: readonly LabelMatcher[]): Match {
  const compiled = matchers.map(compileMatcher);
  return labels => compiled.every(({ name, test }) => test(labelOf(labels, name)));
}

/** '' when absent. */
export const labelOf = (labels: Labels, name: string): string => Object.hasOwn(labels, name) ? labels[name] ?? '' : '';
