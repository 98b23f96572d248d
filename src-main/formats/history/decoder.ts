import type { SeriesColumns } from '../seriescolumns.ts';

/**
 * Reads a part of a file that holds whole lines.
 *
 * into    is cleared first
 * errors  AppError 'bad-data' that begins with `line N`, counted from 1 in this part; 'too-large' above the columns' bounds
 */
export interface LineDecoder { decode(bytes: Uint8Array, into: SeriesColumns): void }
