import type { AuditTrail } from './audit.ts';
import type { Caller } from './caller.ts';
import type { Tokens } from './tokens.ts';

/** What a request brings along to say who sends it. */
export interface Credentials {
  readonly authorization: string | undefined;
  readonly cookie: string | undefined;
  /** true: name and password are taken, the password being a token */
  readonly basic?: boolean;
  /** a token that stands in the address, where senders of Influx's version 1 have it */
  readonly password?: string | undefined;
}

/**
 * Turns credentials into a caller, or undefined when there are none or wrong ones. A wrong one is written down; a missing one is not:
 * every browser begins that way. An Authorization header decides alone, then a password: one that is wrong is not made good by a cookie.
 */
export function openCallers(tokens: Tokens, audit: AuditTrail, cookieName: () => string): (credentials: Credentials) => Caller | undefined {
  const refuse = (via: Caller['via']): undefined => {
    audit.write({ caller: 'nobody', via, path: 'login', input: null, outcome: 'denied', detail: 'unauthorized' });
    return undefined;
  };
  return ({ authorization, cookie, password, basic = false }) => {
    if (authorization !== undefined) {
      const token = tokenIn(authorization, basic);
      return (token === undefined ? undefined : tokens.byToken(token)) ?? refuse('token');
    }
    if (password !== undefined) return tokens.byToken(password) ?? refuse('token');
    const session = cookie === undefined ? undefined : cookieValue(cookie, cookieName());
    return session === undefined ? undefined : tokens.bySession(session) ?? refuse('browser');
  };
}

/** `Bearer token`, `Token token` as senders for InfluxDB have it, or, where that is taken, `Basic` with the token as the password of any name. */
function tokenIn(authorization: string, basic: boolean): string | undefined {
  const [, scheme = '', credentials = ''] = /^(Bearer|Token|Basic) +(\S+) *$/i.exec(authorization) ?? [];
  if (scheme.toLowerCase() !== 'basic') return credentials === '' ? undefined : credentials;
  if (!basic) return undefined;
  const [, password = ''] = /^[^:]*:(.*)$/s.exec(Buffer.from(credentials, 'base64').toString('utf8')) ?? [];
  return password === '' ? undefined : password;
}

function cookieValue(header: string, name: string): string | undefined {
  const pair = header.split(';').map(part => part.trim()).find(part => part.startsWith(`${name}=`));
  return pair?.slice(name.length + 1);
}
