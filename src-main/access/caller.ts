import { type Permission, PERMISSIONS, PERMISSIONS_OF, type Role } from '../shared/model/permission.ts';

/** Who asks, as a door made it out. `via` says through which door; `name` is a token's name, or `owner` for the user of this computer. */
export interface Caller {
  readonly name: string;
  readonly via: 'window' | 'browser' | 'token';
  readonly permissions: ReadonlySet<Permission>;
}

/** The user of this computer, at its own window or with the administrator's token. */
export const OWNER = 'owner';
export const windowCaller = (): Caller => ({ name: OWNER, via: 'window', permissions: new Set(PERMISSIONS) });
export const callerOf = (name: string, role: Role, via: Caller['via']): Caller => ({ name, via, permissions: PERMISSIONS_OF[role] });
