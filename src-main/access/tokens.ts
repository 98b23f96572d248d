import type { TokenRow } from '../shared/contract/access.ts';
import { AppError } from '../shared/model/errors.ts';
import type { Role } from '../shared/model/permission.ts';
import { SESSION_MS, type TokenTable } from '../store/tokens.ts';
import { type Caller, callerOf, OWNER } from './caller.ts';
import { hashOf, newSecret, sameHash } from './credentials.ts';

/** Who may come in, and with what. Secrets are told once, when they are made; only hashes stay. */
export interface Tokens {
  list(): TokenRow[];
  /** errors: 'conflict' when the name is taken or belongs to this computer's user */
  create(name: string, role: Role): { token: string };
  /** Its browser sessions end with it. errors: 'not-found' */
  revoke(name: string): void;
  /** The caller a bearer token stands for. */
  byToken(token: string): Caller | undefined;
  /** The caller a browser's cookie stands for. */
  bySession(session: string): Caller | undefined;
  /** A code for one browser, 60 s and one use; the session it earns has the rights of `role` and ends when the token `name` is revoked. */
  newCode(name: string, role: Role): string;
  /** A session for a code, or undefined when it is unknown, used or too old. */
  redeem(code: string): { session: string; maxAgeMs: number } | undefined;
  /** Called with a token's name after it was revoked, so that open connections can be ended. */
  onRevoked(listener: (name: string) => void): void;
}

const CODE_MS = 60_000;
/** Codes that can wait at a time; making another forgets the oldest. */
const MAX_CODES = 100;
/** A token's last use is written at most this often. */
const USED_EVERY_MS = 60_000;

interface Code { readonly name: string; readonly role: Role; readonly expiresAt: number }

/** ownerTokens: given from outside or made for this run, kept nowhere; who has one is this computer's user. */
export function openTokens(table: TokenTable, ownerTokens: readonly string[], now: () => number): Tokens {
  const owners = ownerTokens.map(hashOf);
  const codes = new Map<string, Code>();
  const listeners = new Set<(name: string) => void>();
  let tokens = table.all();

  const touch = (name: string, lastUsed: number | null) => {
    if (lastUsed !== null && now() - lastUsed < USED_EVERY_MS) return;
    table.used(name, now());
    tokens = table.all();
  };
  return {
    list: () => tokens.map(({ name, role, createdAt, lastUsed }) => ({ name, role, createdAt, lastUsed })),
    create: (name, role) => {
      const token = newSecret('sts_');
      if (name === OWNER || !table.add({ name, role, hash: hashOf(token), createdAt: now(), lastUsed: null })) throw new AppError('conflict', `There is a token named ${name} already. Choose another name, or revoke that one first.`);
      tokens = table.all();
      return { token };
    },
    revoke: name => {
      if (!table.remove(name)) throw new AppError('not-found', `There is no token named ${name}.`);
      tokens = table.all();
      for (const [key, code] of codes) if (code.name === name) codes.delete(key);
      for (const listener of listeners) listener(name);
    },
    byToken: token => {
      const hash = hashOf(token);
      const found = tokens.filter(candidate => sameHash(candidate.hash, hash))[0]; // every one is compared, whichever fits
      if (owners.filter(owner => sameHash(owner, hash)).length > 0) return callerOf(OWNER, 'admin', 'token');
      if (found) touch(found.name, found.lastUsed);
      return found && callerOf(found.name, found.role, 'token');
    },
    bySession: session => {
      const found = table.sessionAt(hashOf(session), now());
      return found && callerOf(found.name, found.role, 'browser');
    },
    newCode: (name, role) => {
      const code = newSecret('');
      codes.set(hashOf(code).toString('hex'), { name, role, expiresAt: now() + CODE_MS });
      if (codes.size > MAX_CODES) codes.delete(codes.keys().next().value!);
      return code;
    },
    redeem: code => {
      const key = hashOf(code).toString('hex');
      const known = codes.get(key);
      codes.delete(key);
      if (!known || known.expiresAt <= now()) return undefined;
      const session = newSecret('');
      table.addSession({ hash: hashOf(session), name: known.name, role: known.role, expiresAt: now() + SESSION_MS });
      return { session, maxAgeMs: SESSION_MS };
    },
    onRevoked: listener => { listeners.add(listener); },
  };
}
