import { z } from 'zod';

/** What a procedure may ask for. The names are stable: they stand in error messages and audit records. */
export const PERMISSIONS = [
  'host:read', 'host:write', 'metrics:read', 'metrics:write', 'target:read', 'target:write', 'machine:read', 'machine:write', 'machine:destroy', 'account:read', 'account:write',
  'rule:read', 'rule:write', 'alert:read', 'alert:write', 'receiver:read', 'receiver:write', 'sending:read', 'sending:write', 'store:read', 'store:admin', 'access:read', 'access:write', 'audit:read',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const Role = z.enum(['admin', 'operator', 'viewer', 'ingest']);
export type Role = z.infer<typeof Role>;

const VIEW: readonly Permission[] = ['host:read', 'metrics:read', 'target:read', 'machine:read', 'account:read', 'rule:read', 'alert:read', 'receiver:read', 'sending:read', 'store:read'];

/** admin: everything. operator: sees and steers, but hands out no access and ends no machine for good. viewer: sees. ingest: writes samples, reads nothing. */
export const PERMISSIONS_OF: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  admin: new Set(PERMISSIONS),
  operator: new Set<Permission>([...VIEW, 'metrics:write', 'target:write', 'machine:write', 'account:write', 'host:write', 'rule:write', 'receiver:write', 'sending:write', 'alert:write', 'audit:read']),
  viewer: new Set(VIEW),
  ingest: new Set<Permission>(['metrics:write']),
};
