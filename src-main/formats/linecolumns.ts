import { AppError } from '../shared/model/errors.ts';
import type { LineFault } from '../shared/model/lineprotocol.ts';
import { twice, WriteColumns } from './writecolumns.ts';

/** Faults of one request that are told; all are counted. */
const MAX_FAULTS = 20;
/** A body with more broken lines is something else. */
const MAX_BROKEN = 10_000;
/** Characters of a broken line that are told. */
const SHOWN = 200;

/** Of what length a line's time is. */
export type LineUnit = 'ns' | 'us' | 'ms' | 's' | 'm' | 'h';

/**
 * Lines of line protocol as columns: one series, with one sample, for each field that is a number.
 *
 * labelStart, labelEnd  bytes of `measurement,tag=value,…`, the same ones for all fields of a line
 * fieldStart, fieldEnd  bytes of the field's key
 * strings               fields that are texts; they are left out
 * broken                lines that were left out, the first of them in `faults`
 */
export class LineColumns extends WriteColumns {
  fieldStart = new Uint32Array(256);
  fieldEnd = new Uint32Array(256);
  strings = 0;
  broken = 0;
  faults: LineFault[] = [];

  override clear(): void {
    super.clear();
    this.strings = this.broken = 0;
    this.faults = [];
  }

  override growSeries(): void {
    super.growSeries();
    this.fieldStart = twice(this.fieldStart);
    this.fieldEnd = twice(this.fieldEnd);
  }

  /** Notes a line that is left out. Errors: AppError 'bad-data' when they are too many for line protocol */
  fault(line: number, bytes: Uint8Array, problem: string): void {
    if (++this.broken > MAX_BROKEN) throw new AppError('bad-data', `line ${line}: more than ${MAX_BROKEN} lines are no line protocol; nothing of this request was stored`);
    if (this.faults.length < MAX_FAULTS) this.faults.push({ line, text: new TextDecoder().decode(bytes.subarray(0, SHOWN)), problem });
  }
}
