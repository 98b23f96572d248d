import type { Permission } from '../../src-main/shared/model/permission.ts';
import { useCall } from './hooks.ts';

/** Whether who looks at the page may do what `permission` allows; assumed until the host has said otherwise. The host checks again in any case. */
export function useMay(permission: Permission): boolean {
  const { data: info } = useCall(['host.info'], (host, signal) => host.host.info({}, signal));
  return info === undefined || info.caller.permissions.includes(permission);
}
