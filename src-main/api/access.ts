import type { AuditBook } from '../access/audit.ts';
import type { Caller } from '../access/caller.ts';
import type { Tokens } from '../access/tokens.ts';
import type { AuditRow } from '../shared/contract/access.ts';
import type { HostContract } from '../shared/contract/index.ts';
import type { Handlers } from '../shared/rpc/contract.ts';

export interface AccessParts {
  readonly tokens: Tokens;
  readonly audit: AuditBook;
  /** a link to the page that carries `code` */
  readonly linkWith: (code: string) => string;
}

export const accessHandlers = ({ tokens, audit, linkWith }: AccessParts): Handlers<HostContract, Caller>['access'] => ({
  tokens: async () => tokens.list(),
  createToken: async ({ name, role }) => tokens.create(name, role),
  revokeToken: async ({ name }) => {
    tokens.revoke(name);
    return null;
  },
  link: async (_input, caller) => ({ url: linkWith(tokens.newCode(caller.name, 'admin')) }), // who may make one is an administrator already
  audit: ({ before, limit, ...query }) => audit.find(query, before, limit),
  exportAudit: query => jsonLines(audit.all(query)),
  verifyAudit: () => audit.verify(),
});

async function* jsonLines(pieces: AsyncIterable<readonly AuditRow[]>): AsyncIterable<string> {
  for await (const rows of pieces) yield rows.map(row => `${JSON.stringify(row)}\n`).join('');
}
