import { z } from 'zod';
import { TargetConfig, TargetId, type TargetState, type TestStep } from '../model/target.ts';
import { action, query, returns, stream } from '../rpc/contract.ts';

const One = z.object({ id: TargetId });

export const targets = {
  list: query('target:read', z.object({}), returns<readonly TargetState[]>()),
  /** the whole list at once and again after every change of it or of a scrape's outcome; a slow listener gets the newest */
  changes: stream('target:read', z.object({}), returns<readonly TargetState[]>()),
  add: action('target:write', z.object({ config: TargetConfig }), returns<TargetState>()),
  edit: action('target:write', One.extend({ config: TargetConfig }), returns<TargetState>()),
  /** a paused target is not scraped; its series go stale at once */
  pause: action('target:write', One.extend({ paused: z.boolean() }), returns<TargetState>()),
  /** taken out of the list; what it stored stays. `restore` brings it back while the host runs */
  remove: action('target:write', One, returns<null>()),
  restore: action('target:write', One, returns<TargetState>()),
  /** tries a configuration that need not be stored; nothing is written. Steps come as they end */
  test: stream('target:write', z.object({ config: TargetConfig }), returns<TestStep>()),
};
