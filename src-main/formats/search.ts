import { RE2JS } from 're2js';
import { AppError } from '../shared/model/errors.ts';

/** Whether a regular expression matches somewhere in a text. */
export type Search = (text: string) => boolean;

/**
 * RE2's syntax, in time linear in the text, whatever the pattern.
 * errors  AppError 'bad-data' in RE2's words
 */
export function search(pattern: string): Search {
  const compiled = compile(pattern);
  return text => compiled.matcher(text).find();
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    throw new AppError('bad-data', error instanceof Error ? error.message : 'error parsing regexp', { cause: error });
  }
}
