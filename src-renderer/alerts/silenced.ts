import type { Labels } from '../../src-main/shared/model/labels.ts';
import { type LabelMatcher, matchersText } from '../../src-main/shared/model/matcher.ts';
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

/** Labels that a rule made by itself: a silence of one alert leaves them out, so that it still meets when the rule changes them. */
const MADE: ReadonlySet<string> = new Set(['severity']);

/** The address of the form that silences one alert: its labels as matchers. */
export const silenceLink = (labels: Labels): Readonly<Record<string, string>> =>
  ({ open: 'new', match: matchersText(Object.entries(labels).filter(([name]) => !MADE.has(name)).map(([name, value]) => ({ name, op: '=', value }))) });
