import { z } from 'zod';
import type { Labels } from '../model/labels.ts';
import { SilenceId, SilenceInput, SilenceMatchers, type SilenceState } from '../model/silence.ts';
import { action, query, returns, stream } from '../rpc/contract.ts';

/** An alert that a silence's matchers meet. `silenced`: another silence mutes it already. */
export interface MatchedAlert { readonly fingerprint: string; readonly labels: Labels; readonly state: 'pending' | 'firing'; readonly activeAt: number; readonly silenced: boolean }

export const silences = {
  /** active first, then pending, then those that expired not long ago */
  list: query('alert:read', z.object({}), returns<readonly SilenceState[]>()),
  changes: stream('alert:read', z.object({}), returns<readonly SilenceState[]>()),
  /** which alerts of this moment the matchers meet, at most a thousand; `total` counts all */
  preview: query('alert:read', z.object({ matchers: SilenceMatchers }), returns<{ readonly total: number; readonly alerts: readonly MatchedAlert[] }>()),
  create: action('alert:write', z.object({ silence: SilenceInput }), returns<SilenceState>()),
  /** as in Alertmanager: one that is active keeps its beginning, and one whose matchers change or that has expired is made anew under another id */
  edit: action('alert:write', z.object({ id: SilenceId, silence: SilenceInput }), returns<SilenceState>()),
  /** ends it now */
  expire: action('alert:write', z.object({ id: SilenceId }), returns<SilenceState>()),
};
