import { createContext, useContext } from 'react';
import type { Host } from './client.ts';
import type { Link } from './link.ts';

export interface HostConnection { readonly host: Host; readonly link: Link }

const HostContext = createContext<HostConnection | null>(null);
export const HostProvider = HostContext.Provider;

export function useHostConnection(): HostConnection {
  const connection = useContext(HostContext);
  if (!connection) throw new Error('BUG: a screen outside of HostProvider');
  return connection;
}
