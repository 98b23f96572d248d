import type { Labels } from '../../src-main/shared/model/labels.ts';
import type { LabelMatcher } from '../../src-main/shared/model/matcher.ts';
import type { SilenceState } from '../../src-main/shared/model/silence.ts';

/** Whether a matcher meets labels: an absent label counts as empty, patterns are anchored. What the browser can't read as a pattern meets nothing: the host decides what is told. */
export function meets({ name, op, value }: LabelMatcher, labels: Labels): boolean {
  const label = labels[name] ?? '';
  if (op === '=') return label === value;
  if (op === '!=') return label !== value;
  const pattern = patternOf(value);
  return pattern !== null && pattern.test(label) === (op === '=~');
}

function patternOf(source: string): RegExp | null {
  try { return new RegExp(`^(?:${source})$`, 's'); } catch { return null; }
}

/** The active silence that keeps an alert from being told; undefined when there is none. */
export const silenceOf = (labels: Labels, silences: readonly SilenceState[]): SilenceState | undefined =>
  silences.find(silence => silence.state === 'active' && silence.matchers.every(matcher => meets(matcher, labels)));
