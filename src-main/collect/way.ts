import type { TargetSecrets } from '../shared/contract/targets.ts';
import type { Tunnels } from './tunnels.ts';

/** What it takes to reach a page, besides its configuration. */
export interface Way {
  /** What the configuration calls for; asked before every page, since the vault may have been locked meanwhile. Errors: ScrapeFailure */
  secrets(): Promise<TargetSecrets>;
  /** null: no SSH host is known */
  readonly tunnels: Tunnels | null;
}

/** For what asks for no secret and is reached from here. */
export const PLAIN_WAY: Way = { secrets: async () => ({}), tunnels: null };
