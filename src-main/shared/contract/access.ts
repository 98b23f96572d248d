import { z } from 'zod';
import { Role } from '../model/permission.ts';
import { action, query, returns } from '../rpc/contract.ts';

export interface TokenRow { readonly name: string; readonly role: Role; readonly createdAt: number; readonly lastUsed: number | null }

export interface AuditRow {
  readonly id: number;
  readonly at: number;
  readonly caller: string;
  readonly via: string;
  readonly path: string;
  /** JSON of the input, secrets redacted */
  readonly input: string;
  readonly outcome: 'started' | 'done' | 'denied' | 'failed';
  readonly detail: string;
}

const TokenName = z.string().trim().min(1).max(100);

export const access = {
  tokens: query('access:read', z.object({}), returns<readonly TokenRow[]>()),
  /** the only time the token itself is told; its hash is kept */
  createToken: action('access:write', z.object({ name: TokenName, role: Role }), returns<{ readonly token: string }>()),
  revokeToken: action('access:write', z.object({ name: TokenName }), returns<null>()),
  /** a link with a one-time code that lives 60 s and opens the page in a browser */
  link: action('access:write', z.object({}), returns<{ readonly url: string }>()),
  /** newest first, before the record `before` */
  audit: query('audit:read', z.object({ before: z.int().optional(), limit: z.int().min(1).max(1000).default(100) }), returns<readonly AuditRow[]>()),
  /** walks the hash chain; `broken` is the first record that does not fit, null when all do */
  verifyAudit: query('audit:read', z.object({}), returns<{ readonly records: number; readonly broken: number | null }>()),
};
