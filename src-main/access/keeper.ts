import type { z } from 'zod';
import type { VaultProblem } from '../shared/contract/vault.ts';
import { AppError } from '../shared/model/errors.ts';
import type { KeyRow } from '../store/vault.ts';

/** Why the vault's key can't be had, and in one sentence what to do. */
export class KeyTrouble extends AppError {
  readonly problem: VaultProblem;

  constructor(problem: VaultProblem, message: string, options?: { cause?: unknown }) {
    super('locked', message, options);
    this.problem = problem;
  }
}

/** Keeps the vault's key closed with something that does not lie in the workspace. */
export interface Keeper {
  readonly kind: KeyRow['kind'];
  /** Closes a new key; what opens it is kept when this resolves, beside what opens the one before. */
  wrap(key: Uint8Array): Promise<KeyRow>;
  /** errors: KeyTrouble; AppError 'invalid-input' for a wrong passphrase */
  unwrap(row: KeyRow): Promise<Buffer>;
  /** Gives up what opens `row`: something else has taken its place. */
  forget(row: KeyRow): Promise<void>;
}

/** What a closed key is bound to: nobody can say that it was closed in another way. */
export const aboutKey = ({ kind, params }: Pick<KeyRow, 'kind' | 'params'>): string => JSON.stringify(['stratoscope vault key', kind, params]);

/** errors: KeyTrouble when they are none of this kind's */
export function paramsOf<T>(row: KeyRow, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(parseJson(row.params));
  if (!parsed.success) throw new KeyTrouble('record-damaged', "The vault's own record is damaged. Bring back the workspace from a copy, or start anew.");
  return parsed.data;
}

/** undefined when it is none: the parser's own error would quote a part of it, which may be a key. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
