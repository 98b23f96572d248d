interface HostName { readonly id: string; readonly name: string }
const NONE: readonly HostName[] = [];

/** The SSH hosts that a target may be reached through. */
export const useHostNames = (): readonly HostName[] => NONE;
