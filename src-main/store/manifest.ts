import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../shared/model/errors.ts';

/** The files of a workspace that a backup holds. */
export const BACKED_UP = ['metrics.db', 'stratoscope.db'] as const;
export type BackedUp = (typeof BACKED_UP)[number];
export const MANIFEST = 'manifest.json';
const FORMAT = 1;

const Written = z.object({ program: z.literal('stratoscope'), format: z.int().min(1), version: z.string() });
/** Says what a backup is, and of each file how long it is and what its bytes come to. Written last: a folder without it is no whole backup. */
export const Manifest = Written.extend({
  format: z.literal(FORMAT),
  workspace: z.string(),
  /** the moment whose state it holds */
  madeAt: z.iso.datetime(),
  /** passphrase: the vault is in it and opens with a passphrase; none: no secret is */
  vault: z.enum(['none', 'passphrase']),
  files: z.array(z.object({ name: z.enum(BACKED_UP), bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) }))
    .refine(files => BACKED_UP.every(name => files.filter(file => file.name === name).length === 1)),
});
export type Manifest = z.infer<typeof Manifest>;
export type ManifestFile = Manifest['files'][number];

export const newManifest = (about: Omit<Manifest, 'program' | 'format'>): Manifest => ({ program: 'stratoscope', format: FORMAT, ...about });
export const bytesOf = ({ files }: Manifest): number => files.reduce((sum, { bytes }) => sum + bytes, 0);

/** Whole on the disk, or not there. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const path = join(folder, MANIFEST);
  const file = await open(`${path}.partial`, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(manifest, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.partial`, path);
}

/** errors: AppError 'not-found' where there is no backup, 'bad-data' for a damaged one, 'conflict' for one of a newer version */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, MANIFEST);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new AppError('not-found', `${folder} holds no whole backup: ${path} can't be read (${cause instanceof Error ? cause.message : String(cause)}).`, { cause });
  });
  const json = parsed(text);
  const written = Written.safeParse(json).data;
  if (written && written.format > FORMAT) throw new AppError('conflict', `The backup in ${folder} was made by Stratoscope ${written.version}, which is newer. Restore it with that version.`);
  const manifest = Manifest.safeParse(json);
  if (!manifest.success) throw new AppError('bad-data', `${path} is damaged: it is no manifest of a backup.`, { cause: manifest.error });
  return manifest.data;
}

/** How long a file is and what its bytes come to. */
export async function measured(path: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const part of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    hash.update(part as Buffer);
    bytes += (part as Buffer).length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** errors: AppError 'bad-data', naming the file and what does not fit; 'not-found' when it is gone */
export async function verifyFile(path: string, expected: ManifestFile): Promise<void> {
  const { size } = await stat(path).catch((cause: unknown) => { throw new AppError('not-found', `The backup's ${path} is gone.`, { cause }); });
  if (size !== expected.bytes) throw new AppError('bad-data', `${path} is damaged: it has ${size} bytes and not ${expected.bytes}.`);
  if ((await measured(path)).sha256 !== expected.sha256) throw new AppError('bad-data', `${path} is damaged: its checksum is not the one of its manifest.`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // as little a manifest as any other text
  }
}
