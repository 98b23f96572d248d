import { z } from 'zod';
import type { ExportEstimate, ExportSpec } from '../shared/model/exportfile.ts';
import type { Labels } from '../shared/model/labels.ts';
import type { RelabelRule } from '../shared/model/relabel.ts';
import { query, returns } from '../shared/rpc/contract.ts';
import type { ExportPiece } from './fileexport.ts';

const trusted = <T>() => z.custom<T>(() => true);

/** Which series leave, and under which labels. */
export interface OutgoingRules {
  /** series selectors, of which a series has to fulfil one; none: all series leave */
  readonly selectors: readonly string[];
  /** added where a series has no such label */
  readonly externalLabels: Labels;
  /** done after that */
  readonly writeRelabelConfigs: readonly RelabelRule[];
}

/** How what leaves is cut: all samples of a series go by the same shard, one batch after the other. */
export interface OutgoingCut { readonly shards: number; readonly batchSamples: number }

export interface WaveBatch { readonly shard: number; readonly samples: number; /** unix ms */ readonly newest: number }

/**
 * Samples that leave together: read once, kept until the next wave is asked for, so that they can be encoded again.
 * batches  those of one shard in the order in which they have to be sent
 */
export interface Wave {
  readonly batches: readonly WaveBatch[];
  readonly samples: number;
  /** samples of series that are left out */
  readonly dropped: number;
}

export interface FollowedWave extends Wave {
  /** id of the last write-ahead row that was read */
  readonly to: number;
  readonly gap: boolean;
  readonly unreadable: number;
  /** it ended because it was full */
  readonly full: boolean;
}

export interface HistoryWave extends Wave {
  /** the last series that was read; null: there is none behind it */
  readonly lastRef: number | null;
}

interface Named { readonly id: string }

/** What the main thread asks of the thread that reads and encodes what leaves. */
export const outgoingContract = {
  outgoing: {
    /** says what a destination takes; errors AppError 'bad-data' for a selector or rule that is none */
    begin: query('metrics:read', trusted<Named & { readonly rules: OutgoingRules; readonly cut: OutgoingCut }>(), returns<null>()),
    forget: query('metrics:read', trusted<Named>(), returns<null>()),
    /** what was written after row `after`: until row `until`, or until there are `most` samples */
    wave: query('metrics:read', trusted<Named & { readonly after: number; readonly until: number; readonly most: number }>(), returns<FollowedWave>()),
    /** samples of from <= time <= to of the series after `afterRef`: until `untilRef`, or until there are `most` samples */
    history: query('metrics:read', trusted<Named & { readonly from: number; readonly to: number; readonly afterRef: number; readonly untilRef: number; readonly most: number }>(), returns<HistoryWave>()),
    /** the body of a batch of the newest wave: a snappy block; from, to: which of its samples, by time */
    encode: query('metrics:read', trusted<Named & { readonly batch: number; readonly from: number; readonly to: number; readonly version: 1 | 2 }>(), returns<Uint8Array>()),
    /** a file of samples; errors AppError 'bad-data' for a selector that is none */
    fileBegin: query('metrics:read', trusted<Named & { readonly spec: ExportSpec }>(), returns<{ readonly series: number }>()),
    /** spare: a piece that is used up, given back */
    fileNext: query('metrics:read', trusted<Named & { readonly spare?: Uint8Array<ArrayBuffer> }>(), returns<ExportPiece>()),
    fileEnd: query('metrics:read', trusted<Named>(), returns<null>()),
    estimate: query('metrics:read', trusted<{ readonly spec: ExportSpec }>(), returns<ExportEstimate>()),
  },
};
export type OutgoingContract = typeof outgoingContract;

export interface OutgoingData { readonly path: string; readonly marks: SharedArrayBuffer }
