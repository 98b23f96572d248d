import { z } from 'zod';
import { ProbeConfig, ProbeId, type ProbeState } from '../model/probe.ts';
import { action, query, returns, stream } from '../rpc/contract.ts';

const One = z.object({ id: ProbeId });

export const probes = {
  list: query('target:read', z.object({}), returns<readonly ProbeState[]>()),
  changes: stream('target:read', z.object({}), returns<readonly ProbeState[]>()),
  add: action('target:write', z.object({ config: ProbeConfig }), returns<ProbeState>()),
  edit: action('target:write', One.extend({ config: ProbeConfig }), returns<ProbeState>()),
  pause: action('target:write', One.extend({ paused: z.boolean() }), returns<ProbeState>()),
  remove: action('target:write', One, returns<null>()),
  restore: action('target:write', One, returns<ProbeState>()),
  /** one run of it, nothing stored: the series it would give, and what was found */
  test: query('target:write', z.object({ config: ProbeConfig }), returns<{ readonly ok: boolean; readonly detail: string; readonly ms: number; readonly series: readonly { readonly name: string; readonly value: number }[] }>()),
};
