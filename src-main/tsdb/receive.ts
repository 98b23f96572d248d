import { SnappyDecoder } from '../formats/snappy.ts';
import { AppError } from '../shared/model/errors.ts';
import type { Received } from '../shared/model/ingestlimits.ts';
import { type Admission, Refusals } from './admission.ts';
import { type Labelling, WrittenLabels } from './labelling.ts';
import { SymbolLabels } from './symbollabelling.ts';
import { type Takers, Taking } from './taking.ts';

export type WriteVersion = 1 | 2;

export interface RemoteWriteReceiver {
  /**
   * Takes a body: snappy block, request of that version, straight into columns. When it returns, what it says is written is committed, and what was
   * not taken is named; when it throws, nothing of it was stored.
   * errors  AppError 'bad-data', 'too-large', 'limit', 'throttled', 'unavailable'
   */
  receive(body: Uint8Array, version: WriteVersion): Received;
  /** Series that `gone` picks are known no longer. */
  forget(gone: (ref: number) => boolean): void;
}

/** One for the whole store: what senders send again is known again. */
export function remoteWriteReceiver(parts: Takers): RemoteWriteReceiver {
  const snappy = new SnappyDecoder();
  const taking = new Taking(parts);
  const labellings: Readonly<Record<WriteVersion, Labelling>> = { 1: new WrittenLabels(), 2: new SymbolLabels() };

  function take(labelling: Labelling, plain: Uint8Array): Received {
    labelling.decode(plain);
    const { histograms } = labelling.columns;
    taking.begin(labelling);
    const news = labelling.news(); // first: what can't be read of it refuses the request, and then no series may have been made
    const refusals = new Refusals();
    if (histograms > 0) refusals.add('native-histogram', histograms, () => 'native histograms are not supported');
    return taking.take(labelling, news, refusals);
  }

  return {
    receive: (body, version) => {
      const plain = unpacked(snappy, body, parts.admission);
      const labelling = labellings[version];
      try {
        return take(labelling, plain);
      } catch (error) {
        labelling.untold();
        throw error;
      } finally {
        labelling.rest();
        taking.rest();
      }
    },
    forget: gone => { for (const labelling of Object.values(labellings)) labelling.forget(gone); },
  };
}

function unpacked(snappy: SnappyDecoder, body: Uint8Array, admission: Admission): Uint8Array {
  const { maxBodyBytes, maxUnpackedBytes } = admission.limits;
  if (body.length > maxBodyBytes) return admission.tooLarge(new AppError('too-large', `A body of ${body.length} bytes, maxBodyBytes is ${maxBodyBytes}.`));
  try {
    return snappy.decode(body, maxUnpackedBytes);
  } catch (error) {
    if (error instanceof AppError && error.code === 'too-large') return admission.tooLarge(new AppError('too-large', `${error.message} (maxUnpackedBytes).`));
    throw error;
  }
}
