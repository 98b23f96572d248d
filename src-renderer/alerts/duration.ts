import { durationText, parseDuration } from '../host/range-text.ts';

/** `for` as it is typed: a length like 5m or 1h30m; empty, 0 and 0s mean at once. null when it can't be read. */
export function parseFor(text: string): number | null {
  const trimmed = text.trim().toLowerCase().replaceAll(/\s+/g, '').replaceAll('min', 'm');
  return trimmed === '' || /^0(?:ms|[smhdw])?$/.test(trimmed) ? 0 : parseDuration(trimmed);
}

/** How a length is written into the field. */
export const forText = (ms: number): string => ms === 0 ? '0s' : durationText(ms);
