import { z } from 'zod';
import { Role } from '../model/permission.ts';
import { action, query, returns, stream } from '../rpc/contract.ts';

export interface TokenRow { readonly name: string; readonly role: Role; readonly createdAt: number; readonly lastUsed: number | null }

export const AUDIT_OUTCOMES = ['started', 'done', 'denied', 'failed'] as const;
export const AuditOutcome = z.enum(AUDIT_OUTCOMES);

export interface AuditRow {
  readonly id: number;
  readonly at: number;
  readonly caller: string;
  /** the door: window, browser, token; or `host` for what the host does by itself */
  readonly via: string;
  readonly path: string;
  /** what it was done to: a machine's id, a name; '' where nothing says so */
  readonly target: string;
  /** JSON of the input, secrets redacted */
  readonly input: string;
  readonly outcome: z.infer<typeof AuditOutcome>;
  /** a permission or an error's code */
  readonly detail: string;
  /** what came of it, in words */
  readonly result: string;
  /** the id that a provider gave the call; '' where there was none */
  readonly requestId: string;
  /** from `started`; null where nothing was begun */
  readonly durationMs: number | null;
  /** the call as a line for a shell, without keys; '' where none was made */
  readonly receipt: string;
}

/** Which records; empty texts choose all. `q`: words that all stand somewhere in a record. Times in unix ms, both ends included. */
export const AuditQuery = z.object({
  q: z.string().max(500).default(''),
  caller: z.string().max(200).default(''),
  via: z.string().max(20).default(''),
  /** the beginning of a path: `machines.` */
  path: z.string().max(200).default(''),
  target: z.string().max(500).default(''),
  outcome: AuditOutcome.optional(),
  from: z.number().optional(),
  to: z.number().optional(),
});
export type AuditQuery = z.infer<typeof AuditQuery>;

const TokenName = z.string().trim().min(1).max(100);

export const access = {
  tokens: query('access:read', z.object({}), returns<readonly TokenRow[]>()),
  /** the only time the token itself is told; its hash is kept */
  createToken: action('access:write', z.object({ name: TokenName, role: Role }), returns<{ readonly token: string }>()),
  revokeToken: action('access:write', z.object({ name: TokenName }), returns<null>()),
  /** a link with a one-time code that lives 60 s and opens the page in a browser */
  link: action('access:write', z.object({}), returns<{ readonly url: string }>()),
  /** newest first, before the record `before` */
  audit: query('audit:read', AuditQuery.extend({ before: z.int().optional(), limit: z.int().min(1).max(1000).default(100) }), returns<readonly AuditRow[]>()),
  /** oldest first, as JSON lines, in pieces; over HTTP at /api/v1/audit.jsonl. A page asks `audit` for one stretch after the other: its streams keep only the newest */
  exportAudit: stream('audit:read', AuditQuery, returns<string>()),
  /** walks the hash chain; `broken` is the first record that does not fit, null when all do */
  verifyAudit: query('audit:read', z.object({}), returns<{ readonly records: number; readonly broken: number | null }>()),
};
