export type CsvCell = string | number | boolean | null | undefined;

/** What a spreadsheet would take for a formula: such text gets an apostrophe in front. Numbers are left alone. Source: OWASP, CSV Injection. */
const FORMULA = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;
const NEEDS_QUOTES = /[",\r\n]/;

/** RFC 4180 with CRLF. Absent cells are empty; NaN and the infinities are written as Prometheus writes them. */
export const csvText = (rows: readonly (readonly CsvCell[])[]): string => rows.map(row => `${row.map(csvCell).join(',')}\r\n`).join('');

export function csvCell(cell: CsvCell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : Number.isNaN(cell) ? 'NaN' : cell > 0 ? '+Inf' : '-Inf';
  const text = FORMULA.test(String(cell)) ? `'${cell}` : String(cell);
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
