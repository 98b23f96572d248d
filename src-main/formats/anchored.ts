import { RE2JS } from 're2js';
import { AppError } from '../shared/model/errors.ts';

/** A regular expression that a whole text has to match; a dot matches a line feed, too. */
export interface Anchored {
  test(text: string): boolean;
  /** All of it, then its groups, '' for one that took no part; null when the text does not match. */
  groups(text: string): readonly string[] | null;
  /** how many groups there are, and which has a name */
  readonly count: number;
  readonly named: Readonly<Record<string, number>>;
}

const ANYTHING: Anchored = { test: () => true, groups: text => [text, text], count: 1, named: {} };

/**
 * RE2's syntax, in time linear in the text, whatever the pattern.
 * source  Prometheus 3 compiles `^(?s:…)$`
 * errors  AppError 'bad-data' in RE2's words
 */
export function anchored(pattern: string): Anchored {
  if (pattern === '(.*)') return ANYTHING;
  const compiled = compile(pattern);
  return {
    test: text => compiled.testExact(text),
    groups: text => {
      const matcher = compiled.matcher(text);
      if (!matcher.matches()) return null;
      return Array.from({ length: compiled.groupCount() + 1 }, (_, i) => matcher.group(i) ?? '');
    },
    count: compiled.groupCount(), named: compiled.namedGroups(),
  };
}

function compile(pattern: string): RE2JS {
  try {
    RE2JS.compile(pattern); // the user's own text, so that the message speaks of it
    return RE2JS.compile(`(?s:${pattern})`);
  } catch (error) {
    throw new AppError('bad-data', error instanceof Error ? error.message : 'error parsing regexp', { cause: error });
  }
}
