import { constants, gunzipSync } from 'node:zlib';
import type { LineUnit } from '../formats/linecolumns.ts';
import { AppError } from '../shared/model/errors.ts';
import type { LinesReceived } from '../shared/model/lineprotocol.ts';
import type { Admission } from './admission.ts';
import { LineLabels } from './linelabelling.ts';
import { type Takers, Taking } from './taking.ts';

export interface PushedLines {
  /** line protocol, maybe packed */
  readonly body: Uint8Array;
  readonly gzip: boolean;
  readonly unit: LineUnit;
  /** becomes the label `db`; '' for none */
  readonly database: string;
  /** unix ms of lines that bring no time */
  readonly time: number;
}

export interface LineReceiver {
  /**
   * What is good of the lines is committed when this returns, and what is not is named; when it throws, nothing was stored.
   * errors  AppError 'bad-data', 'too-large', 'limit', 'throttled', 'unavailable'
   */
  receive(pushed: PushedLines): LinesReceived;
  /** Series that `gone` picks are known no longer. */
  forget(gone: (ref: number) => boolean): void;
}

export function lineReceiver(parts: Takers): LineReceiver {
  const labelling = new LineLabels();
  const taking = new Taking(parts);
  return {
    receive: ({ body, gzip, unit, database, time }) => {
      const plain = gzip ? unzipped(body, parts.admission) : within(body, parts.admission);
      try {
        labelling.decode(plain, { unit, now: time }, database);
        taking.begin(labelling);
        const { strings, broken, faults } = labelling.columns;
        return { ...taking.take(labelling), strings, broken, faults };
      } finally {
        labelling.rest();
        taking.rest();
      }
    },
    forget: gone => { labelling.forget(gone); },
  };
}

/** A body as it came. Errors: AppError 'too-large' */
export function within(body: Uint8Array, admission: Admission): Uint8Array<ArrayBuffer> {
  const { maxBodyBytes } = admission.limits;
  if (body.length > maxBodyBytes) return admission.tooLarge(new AppError('too-large', `A body of ${body.length} bytes, maxBodyBytes is ${maxBodyBytes}.`));
  return body as Uint8Array<ArrayBuffer>; // it came over from another thread, in memory of its own
}

/** What a gzip body holds. Errors: AppError 'too-large', 'bad-data' */
export function unzipped(body: Uint8Array, admission: Admission): Uint8Array<ArrayBuffer> {
  const { maxUnpackedBytes } = admission.limits;
  try {
    return gunzipSync(within(body, admission), { maxOutputLength: maxUnpackedBytes, finishFlush: constants.Z_FINISH });
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    if (cause instanceof RangeError) return admission.tooLarge(new AppError('too-large', `A gzip body of more than ${maxUnpackedBytes} bytes unpacked, maxUnpackedBytes.`, { cause }));
    throw new AppError('bad-data', `gzip: ${cause instanceof Error ? cause.message : 'malformed'}`, { cause });
  }
}
