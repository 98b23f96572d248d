import type { CloudMachine } from '../../shared/model/cloud.ts';

export const NAMESPACE = 'AWS/EC2';

/** One metric of one machine, with all statistics that are wanted of it. */
export interface Wanted { readonly machine: CloudMachine; readonly metric: string; readonly statistics: readonly string[] }
