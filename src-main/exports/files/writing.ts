import { once } from 'node:events';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { createGzip } from 'node:zlib';
import { AppError } from '../../shared/model/errors.ts';

/**
 * Writes pieces to a file that must not be there yet; it has its name only when it is whole. A piece may be reused once the next one is asked for.
 * returns  its bytes
 * errors   AppError 'conflict' when it is there; 'unavailable' when it can't be written, naming it; those of the pieces. Nothing is left behind
 */
export async function writePieces(path: string, pieces: AsyncIterable<Uint8Array>, gzip: boolean): Promise<number> {
  const part = `${path}.part`;
  const probe = await opened(path);
  await probe.close();
  try {
    const handle = await opened(part);
    try {
      const bytes = gzip ? await packed(handle, pieces) : await plain(handle, pieces);
      await handle.sync();
      await handle.close();
      await rename(part, path);
      return bytes;
    } catch (error) {
      await handle.close().catch(() => undefined); // it may be closed
      await rm(part, { force: true });
      throw error;
    }
  } catch (error) {
    await rm(path, { force: true });
    throw error instanceof AppError ? error : new AppError('unavailable', `${path} can't be written: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

async function opened(path: string): Promise<FileHandle> {
  return open(path, 'wx').catch((cause: unknown) => {
    const code = cause instanceof Error && 'code' in cause ? cause.code : '';
    throw code === 'EEXIST' ? new AppError('conflict', `${path} is there already: choose another name.`, { cause }) : new AppError('unavailable', `${path} can't be written: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  });
}

async function plain(handle: FileHandle, pieces: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length;) at += (await handle.write(piece, at)).bytesWritten;
    bytes += piece.length;
  }
  return bytes;
}

async function packed(handle: FileHandle, pieces: AsyncIterable<Uint8Array>): Promise<number> {
  const zip = createGzip({ level: 1 });
  let bytes = 0;
  const writing = (async () => {
    for await (const piece of zip as AsyncIterable<Buffer>) {
      for (let at = 0; at < piece.length;) at += (await handle.write(piece, at)).bytesWritten;
      bytes += piece.length;
    }
  })();
  try {
    for await (const piece of pieces) await new Promise<void>((resolve, reject) => { zip.write(piece, error => error ? reject(error) : resolve()); });
    zip.end();
    await writing;
  } catch (error) {
    zip.destroy();
    await writing.catch(() => undefined); // the first error is told
    throw error;
  }
  if (!zip.closed) await once(zip, 'close');
  return bytes;
}
