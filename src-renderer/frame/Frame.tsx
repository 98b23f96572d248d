import type { ReactNode } from 'react';
import { useReturn } from '../host/hooks.ts';

export function Frame({ children }: { children: ReactNode }) {
  useReturn();
  return <main className="page">{children}</main>;
}
