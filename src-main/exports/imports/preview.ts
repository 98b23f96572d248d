import { csvHeader } from '../../formats/history/csv.ts';
import { CsvCells } from '../../formats/history/csvcells.ts';
import type { CsvPreview } from '../../shared/contract/imports.ts';
import { BEGINNING } from '../../shared/model/importsource.ts';
import { fileParts } from '../../workers/importfile.ts';

const ROWS = 5;
const MAX_CELLS = 1000;

/** A CSV file's first lines. Errors: AppError 'not-found', 'forbidden', 'bad-data' */
export async function previewCsv(path: string, delimiter: string): Promise<CsvPreview> {
  for await (const { bytes } of fileParts(path, BEGINNING)) {
    const cells = new CsvCells(bytes, delimiter);
    const rows: string[][] = [];
    while (rows.length <= ROWS && cells.nextRow()) rows.push(rowOf(cells));
    return { header: csvHeader(bytes, delimiter).slice(0, MAX_CELLS), rows: rows.slice(1) };
  }
  return { header: [], rows: [] };
}

function rowOf(cells: CsvCells): string[] {
  const row: string[] = [];
  do {
    cells.next();
    if (row.length < MAX_CELLS) row.push(cells.text());
  } while (!cells.last);
  return row;
}
