import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { AppError } from '../shared/model/errors.ts';
import type { ImportPosition } from '../shared/model/importsource.ts';

const PART_BYTES = 1024 * 1024;
/** A longer line is something else than what is read here. */
const MAX_LINE_BYTES = 128 * 1024 * 1024;
const NEWLINE = 0x0a;

/** Whole lines of a file; `line` is how many stand before them, `next` the place behind them. done, total: bytes of the file */
export interface FilePart { readonly bytes: Uint8Array; readonly line: number; readonly next: ImportPosition; readonly done: number; readonly total: number }

/**
 * A text file in parts of about a megabyte, from a place on that an earlier part told. One whose name ends in .gz is unpacked; places are in what it holds.
 * errors  AppError 'not-found', 'forbidden', 'bad-data' for a line that never ends or what is no gzip
 */
export async function* fileParts(path: string, from: ImportPosition): AsyncGenerator<FilePart> {
  const total = (await stat(path).catch(unreadable(path))).size;
  const packed = path.endsWith('.gz');
  let { offset, line } = from;
  let skip = packed ? offset : 0;
  let read = 0;
  let kept: Buffer[] = [];
  let keptBytes = 0;
  const part = (last: Buffer): FilePart => {
    const bytes = Buffer.concat([...kept, last]);
    const before = line;
    offset += bytes.length;
    line += linesIn(bytes);
    kept = [];
    keptBytes = 0;
    return { bytes, line: before, next: { offset, line }, done: packed ? Math.min(read, total) : offset, total };
  };
  for await (const chunk of chunksOf(path, packed ? 0 : offset, count => { read += count; })) {
    const own = chunk.subarray(Math.min(skip, chunk.length));
    skip = Math.max(0, skip - chunk.length);
    const end = own.lastIndexOf(NEWLINE) + 1;
    if (end > 0 && keptBytes + end >= PART_BYTES / 2) yield part(own.subarray(0, end));
    else {
      kept.push(own);
      keptBytes += own.length;
      if (end === 0 && keptBytes > MAX_LINE_BYTES) throw new AppError('bad-data', `line ${line + 1}: a line of more than ${MAX_LINE_BYTES} bytes`);
      continue;
    }
    kept = [own.subarray(end)];
    keptBytes = own.length - end;
  }
  if (keptBytes > 0) yield part(Buffer.alloc(0));
}

/** The first line of a file, and how many bytes it takes up with its end. */
export async function firstLine(path: string): Promise<{ readonly bytes: Uint8Array; readonly length: number }> {
  const kept: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunksOf(path, 0, () => undefined)) {
    const end = chunk.indexOf(NEWLINE);
    kept.push(end < 0 ? chunk : chunk.subarray(0, end));
    length += end < 0 ? chunk.length : end + 1;
    if (end >= 0 || length > MAX_LINE_BYTES) break;
  }
  return { bytes: Buffer.concat(kept), length };
}

async function* chunksOf(path: string, start: number, read: (bytes: number) => void): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { start, highWaterMark: PART_BYTES });
  file.on('data', chunk => { read(chunk.length); });
  file.pause();
  const stream = path.endsWith('.gz') ? file.pipe(createGunzip({ chunkSize: PART_BYTES })) : file;
  if (stream !== file) file.on('error', error => { stream.destroy(error); });
  try {
    for await (const chunk of stream) yield chunk as Buffer; // neither has an encoding
  } catch (error) {
    return unreadable(path)(error);
  } finally {
    file.destroy();
    stream.destroy();
  }
}

const unreadable = (path: string) => (error: unknown): never => {
  if (error instanceof AppError) throw error;
  const { code = '', message = '' } = error instanceof Error ? error as NodeJS.ErrnoException : {};
  if (code === 'ENOENT' || code === 'ENOTDIR') throw new AppError('not-found', `There is no file ${path} on the host's computer.`, { cause: error });
  if (code === 'EACCES' || code === 'EPERM') throw new AppError('forbidden', `${path} may not be read by the user that the host runs as.`, { cause: error });
  if (code === 'EISDIR') throw new AppError('invalid-input', `${path} is a folder; a file is needed.`, { cause: error });
  throw new AppError('bad-data', `${path} can't be read: ${message}`, { cause: error });
};

function linesIn(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) lines++;
  return lines;
}
