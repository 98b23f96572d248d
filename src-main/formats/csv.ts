import { stringify } from 'csv-stringify/sync';

/** Spreadsheets run a cell that begins so; a quote before it makes it text again. source: OWASP, CSV injection */
const FORMULA = /^[=+\-@\t\r]/;

/** A text cell that no spreadsheet takes for a formula. */
export const safeText = (text: string): string => FORMULA.test(text) ? `'${text}` : text;

/** A number as it can be read back, every bit. */
export function numberText(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Inf' : '-Inf';
}

/** The same as a cell: a spreadsheet reads `-5` as a number, but would calculate with `-Inf`. */
export const numberCell = (value: number): string => Number.isFinite(value) ? numberText(value) : safeText(numberText(value));

/** Lines of RFC 4180, each ended by CRLF. Cells are taken as they are: see `safeText` and `numberCell`. */
export const csvLines = (rows: readonly (readonly string[])[]): string => stringify(rows as string[][], { record_delimiter: 'windows', quoted_match: /[\r\n]/ });
