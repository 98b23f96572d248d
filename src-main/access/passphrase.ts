import { randomBytes, scrypt } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../shared/model/errors.ts';
import type { KeyRow } from '../store/vault.ts';
import { aboutKey, type Keeper, paramsOf } from './keeper.ts';
import { KEY_BYTES, seal, unseal } from './sealing.ts';

/** scrypt, RFC 7914. Bounded: a changed file must not make us take all memory. */
const Params = z.object({
  n: z.int().min(2 ** 14).max(2 ** 20).refine(n => Number.isInteger(Math.log2(n))),
  r: z.int().min(1).max(16),
  p: z.int().min(1).max(4),
  salt: z.base64(),
});
type Params = z.infer<typeof Params>;

/** N for new passphrases: 128 MiB and about half a second for each guess. */
export const PASSPHRASE_COST = 2 ** 17;
const SALT_BYTES = 16;

/** For a passphrase of today on. cost: scrypt's N */
export const newPassphrase = (passphrase: string, cost: number): Promise<Keeper> =>
  keeperFor(passphrase, { n: cost, r: 8, p: 1, salt: randomBytes(SALT_BYTES).toString('base64') });

/** For a passphrase that was set before. */
export const samePassphrase = async (passphrase: string, row: KeyRow): Promise<Keeper> => keeperFor(passphrase, paramsOf(row, Params), row.params);

/** The passphrase itself is not kept, what scrypt made of it is: the vault can take another key while it is open. */
async function keeperFor(passphrase: string, params: Params, text = JSON.stringify(params)): Promise<Keeper> {
  const outer = await stretched(passphrase, params);
  const row = { kind: 'passphrase', params: text } as const;
  return {
    kind: 'passphrase',
    wrap: async key => ({ ...row, sealed: seal(outer, key, aboutKey(row)) }),
    unwrap: async closed => {
      const key = unseal(outer, closed.sealed, aboutKey(closed));
      if (key === undefined) throw new AppError('invalid-input', 'This passphrase does not open the vault.');
      return key;
    },
    forget: async () => undefined,
  };
}

/** However a keyboard or a system composes its letters, the same ones make the same key. */
function stretched(passphrase: string, { n, r, p, salt }: Params): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  scrypt(passphrase.normalize('NFKC'), Buffer.from(salt, 'base64'), KEY_BYTES, { N: n, r, p, maxmem: 256 * n * r }, (error, key) => { if (error) reject(error); else resolve(key); });
  return promise;
}
