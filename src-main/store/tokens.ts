import { Role } from '../shared/model/permission.ts';
import type { TokenRow } from '../shared/contract/access.ts';
import type { WorkspaceDb } from './workspace.ts';

/** A named token as it is kept: `hash` is SHA-256 of the token, which itself is nowhere. Times in unix ms. */
export interface StoredToken extends TokenRow { readonly hash: Uint8Array }
export interface StoredSession { readonly hash: Uint8Array; readonly name: string; readonly role: Role; readonly expiresAt: number }

export interface TokenTable {
  all(): StoredToken[];
  /** false when the name is taken */
  add(token: StoredToken): boolean;
  /** Takes the token and every browser session begun with it; false when there is none of that name. */
  remove(name: string): boolean;
  used(name: string, at: number): void;
  addSession(session: StoredSession): void;
  sessionAt(hash: Uint8Array, now: number): StoredSession | undefined;
}

interface Row { readonly name: string; readonly role: string; readonly hash: Buffer; readonly created_at: number; readonly last_used: number | null }
interface SessionRow { readonly hash: Buffer; readonly name: string; readonly role: string; readonly expires_at: number }

export function tokenTable(db: WorkspaceDb): TokenTable {
  const all = db.prepare<[], Row>('SELECT name, role, hash, created_at, last_used FROM tokens ORDER BY name');
  const insert = db.prepare<[string, string, Uint8Array, number]>('INSERT INTO tokens (name, role, hash, created_at) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO NOTHING');
  const remove = db.prepare<[string]>('DELETE FROM tokens WHERE name = ?');
  const removeSessions = db.prepare<[string]>('DELETE FROM sessions WHERE name = ?');
  const used = db.prepare<[number, string]>('UPDATE tokens SET last_used = ? WHERE name = ?');
  const insertSession = db.prepare<[Uint8Array, string, string, number]>('INSERT INTO sessions (hash, name, role, expires_at) VALUES (?, ?, ?, ?)');
  const expire = db.prepare<[number]>('DELETE FROM sessions WHERE expires_at <= ?');
  const session = db.prepare<[Uint8Array, number], SessionRow>('SELECT hash, name, role, expires_at FROM sessions WHERE hash = ? AND expires_at > ?');
  return {
    all: () => all.all().map(row => ({ name: row.name, role: Role.parse(row.role), hash: row.hash, createdAt: row.created_at, lastUsed: row.last_used })),
    add: token => insert.run(token.name, token.role, token.hash, token.createdAt).changes > 0,
    remove: db.transaction((name: string) => {
      removeSessions.run(name);
      return remove.run(name).changes > 0;
    }),
    used: (name, at) => { used.run(at, name); },
    addSession: ({ hash, name, role, expiresAt }) => {
      expire.run(expiresAt - SESSION_MS);
      insertSession.run(hash, name, role, expiresAt);
    },
    sessionAt: (hash, now) => {
      const row = session.get(hash, now);
      return row && { hash: row.hash, name: row.name, role: Role.parse(row.role), expiresAt: row.expires_at };
    },
  };
}

/** How long a browser stays known after it was let in with a link. */
export const SESSION_MS = 30 * 86_400_000;
