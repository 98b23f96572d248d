import type { ReactNode } from 'react';
import type { CsvCell } from './csv.ts';

export type CellValue = string | number | null | undefined;

/** One column of a list: what it says, and what it sorts, filters and exports by. */
export interface DataColumn<Row> {
  readonly id: string;
  readonly head: string;
  /** sorts and filters; absent and NaN sort last either way */
  readonly value: (row: Row) => CellValue;
  /** what is drawn; the value's text when left out */
  readonly cell?: (row: Row) => ReactNode;
  /** what the export gets, where it is not `value` */
  readonly csv?: (row: Row) => CsvCell;
  /** words the filter finds besides the value: labels, addresses */
  readonly words?: (row: Row) => string;
  /** a CSS grid track; minmax(80px, 1fr) when left out */
  readonly width?: string;
  /** numbers stand right */
  readonly right?: boolean;
  /** can't be switched off */
  readonly fixed?: boolean;
  /** off until switched on */
  readonly hidden?: boolean;
  /** on only where the list has room, unless switched on */
  readonly wide?: boolean;
  /** a chart or buttons: nothing to sort by */
  readonly unsorted?: boolean;
}

/** `-cpu` is by cpu, greatest first. */
export interface Sort { readonly id: string; readonly descending: boolean }
export const sortText = (sort: Sort | null): string => sort ? `${sort.descending ? '-' : ''}${sort.id}` : '';
export const parseSort = (text: string | null | undefined): Sort | null => !text ? null
  : text.startsWith('-') ? { id: text.slice(1), descending: true } : { id: text, descending: false };

const natural = new Intl.Collator(['en', 'zh'], { numeric: true, sensitivity: 'base' });
/** Ascending; numbers by size, text as people count (disk2 before disk10), numbers before text. */
export function compareValues(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return natural.compare(a, b);
  return typeof a === 'number' ? -1 : 1;
}

export const present = (value: CellValue): value is string | number => value !== null && value !== undefined && value !== '' && !Number.isNaN(value);

/** Text as the filter compares it: case and accents don't matter. */
export const folded = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** Whether every word of `filter` stands somewhere in the text; both folded. */
export const matches = (text: string, filter: string): boolean => filter.split(/\s+/).every(word => text.includes(word));

/**
 * The rows in the order they had while the list is in use: known rows keep their places, new ones come last.
 * Pointing at a row must not make it jump away under the hand.
 */
export function heldOrder<Row>(rows: readonly Row[], id: (row: Row) => string, order: readonly string[]): readonly Row[] {
  const byId = new Map(rows.map(row => [id(row), row]));
  const held = order.flatMap(key => { const row = byId.get(key); if (row === undefined) return []; byId.delete(key); return [row]; });
  return byId.size === 0 ? held : [...held, ...byId.values()];
}
