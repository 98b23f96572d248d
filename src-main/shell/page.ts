import { readdir, readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** One file of the built page, ready to be sent. */
export interface PageFile {
  readonly body: Uint8Array;
  readonly contentType: string;
  readonly encoding: 'br' | 'gzip' | null;
  readonly cacheControl: string;
}

export interface Page {
  /** The file at `path`, in the best form of `accept` (an Accept-Encoding header). Undefined when there is none. */
  file(path: string, accept: string): Promise<PageFile | undefined>;
  /** The page itself, with the nonce that its styles will carry. Undefined when it was not built. */
  index(nonce: string): Promise<PageFile | undefined>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.json': 'application/json',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.ico': 'image/x-icon', '.woff2': 'font/woff2', '.wasm': 'application/wasm', '.txt': 'text/plain; charset=utf-8',
};
const COMPRESSIBLE = new Set(['.html', '.js', '.css', '.json', '.svg', '.txt', '.wasm']);
const SMALL_BYTES = 1024;
const NONCE_PLACE = '<meta name="csp-nonce" content="">';

/**
 * The built page below `root`. Only paths found there when it was opened are ever read, so a request can't name anything else.
 * Each file is read and compressed once, when first asked for.
 */
export async function openPage(root: string): Promise<Page> {
  const names = await readdir(root, { recursive: true, withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const known = new Map(names.filter(entry => entry.isFile()).map(entry => {
    const file = join(entry.parentPath, entry.name);
    return [file.slice(root.length).split(sep).join('/'), file];
  }));
  const kept = new Map<string, Promise<Uint8Array>>();
  const once = (key: string, make: () => Promise<Uint8Array>) => {
    const made = kept.get(key) ?? make();
    kept.set(key, made);
    return made;
  };

  const file = async (path: string, accept: string): Promise<PageFile | undefined> => {
    const source = known.get(path);
    if (source === undefined) return undefined;
    const extension = extname(path);
    const plain = await once(path, () => readFile(source));
    const encoding = COMPRESSIBLE.has(extension) && plain.length > SMALL_BYTES ? encodingOf(accept) : null;
    return {
      body: encoding ? await once(`${encoding} ${path}`, () => compress(plain, encoding)) : plain,
      contentType: TYPES[extension] ?? 'application/octet-stream',
      encoding,
      cacheControl: path.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-cache', // names of assets carry a hash of what is in them
    };
  };
  return {
    file,
    index: async nonce => {
      const index = await file('/index.html', '');
      return index && { ...index, body: Buffer.from(Buffer.from(index.body).toString().replace(NONCE_PLACE, NONCE_PLACE.replace('""', `"${nonce}"`))), cacheControl: 'no-store' };
    },
  };
}

const encodingOf = (accept: string): 'br' | 'gzip' | null => /\bbr\b/.test(accept) ? 'br' : /\bgzip\b/.test(accept) ? 'gzip' : null;
const compress = (bytes: Uint8Array, encoding: 'br' | 'gzip'): Promise<Buffer> => encoding === 'gzip' ? promisify(gzip)(bytes)
  : promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
