import { parseOtlp } from '../formats/otlp/json.ts';
import { decodeOtlp } from '../formats/otlp/protobuf.ts';
import { type LeftOut, translate } from '../formats/otlp/translate.ts';
import type { Received } from '../shared/model/ingestlimits.ts';
import { KeyedLabels } from './keyedlabelling.ts';
import { unzipped, within } from './receivelines.ts';
import { type Takers, Taking } from './taking.ts';

export interface PushedOtlp { readonly body: Uint8Array; readonly gzip: boolean; readonly json: boolean }
/** leftOut: points of kinds that are not read */
export interface OtlpReceived extends Received { readonly leftOut: readonly LeftOut[] }

export interface OtlpReceiver {
  /**
   * What is read of the metrics is committed when this returns, and what is not is named; when it throws, nothing was stored.
   * errors  AppError 'bad-data', 'too-large', 'limit', 'throttled', 'unavailable'
   */
  receive(pushed: PushedOtlp): OtlpReceived;
  /** Series that `gone` picks are known no longer. */
  forget(gone: (ref: number) => boolean): void;
}

export function otlpReceiver(parts: Takers): OtlpReceiver {
  const labelling = new KeyedLabels();
  const taking = new Taking(parts);
  return {
    receive: ({ body, gzip, json }) => {
      const plain = gzip ? unzipped(body, parts.admission) : within(body, parts.admission);
      try {
        const { metadata, leftOut } = translate(json ? parseOtlp(plain) : decodeOtlp(plain), labelling.columns);
        taking.begin(labelling);
        return { ...taking.take(labelling, metadata), leftOut };
      } finally {
        labelling.rest();
        taking.rest();
      }
    },
    forget: gone => { labelling.forget(gone); },
  };
}
