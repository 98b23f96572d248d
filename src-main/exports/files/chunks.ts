import { randomUUID } from 'node:crypto';
import type { ExportSpec } from '../../shared/model/exportfile.ts';
import { AppError } from '../../shared/model/errors.ts';
import type { Client } from '../../shared/rpc/contract.ts';
import { moved } from '../../shared/rpc/moved.ts';
import type { OutgoingContract } from '../../workers/outgoingcontract.ts';

export type FileCalls = Pick<Client<OutgoingContract>['outgoing'], 'fileBegin' | 'fileNext' | 'fileEnd'>;
/** done: 0 to 1 */
export interface FileProgress { readonly samples: number; readonly bytes: number; readonly done: number }

export interface ChunkOptions {
  /** a piece is used up when the next one is asked for: its memory serves again */
  readonly reusing: boolean;
  readonly onProgress?: (progress: FileProgress) => void;
}

/** A file of samples in pieces, each made when it is asked for. Errors: AppError 'bad-data' for a selector that is none, 'canceled' when the signal fires */
export async function* fileChunks(calls: FileCalls, spec: ExportSpec, signal: AbortSignal, { reusing, onProgress = () => undefined }: ChunkOptions): AsyncGenerator<Uint8Array, void> {
  const id = randomUUID();
  await calls.fileBegin({ id, spec });
  let samples = 0, bytes = 0;
  let spare: Uint8Array<ArrayBuffer> | undefined;
  try {
    for (;;) {
      if (signal.aborted) throw new AppError('canceled', 'The export was canceled.');
      const piece = await calls.fileNext({ id, ...(spare === undefined ? {} : { spare: moved(spare) }) });
      samples += piece.samples;
      bytes += piece.bytes;
      onProgress({ samples, bytes, done: piece.finished ? 1 : piece.done });
      if (piece.bytes > 0) yield piece.body.subarray(0, piece.bytes);
      if (piece.finished) return;
      spare = reusing ? piece.body : undefined;
    }
  } finally {
    await calls.fileEnd({ id }).catch(() => undefined); // a thread that has ended has forgotten it
  }
}
