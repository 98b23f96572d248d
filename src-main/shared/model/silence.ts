import { z } from 'zod';
import { LabelMatcher } from './matcher.ts';

export const SilenceId = z.string().regex(/^[a-z0-9-]{1,64}$/).brand<'SilenceId'>();
export type SilenceId = z.infer<typeof SilenceId>;

/** Matchers that the absence of all labels would satisfy mute everything by mistake; Alertmanager refuses them, too. */
export const SilenceMatchers = z.array(LabelMatcher).min(1, 'a silence needs at least one matcher').max(50)
  .refine(matchers => matchers.some(({ op, value }) => op === '=' ? value !== '' : op === '=~' ? !['', '.*'].includes(value) : op === '!=' ? value === '' : ['', '.*'].includes(value)), 'at least one matcher must need a label that is not empty');

/** What a silence mutes, why, and from when until when. Times in unix ms. */
export const SilenceInput = z.object({
  matchers: SilenceMatchers,
  comment: z.string().trim().min(1, 'say why').max(2000),
  /** now when left out; a time that has passed counts as now */
  startsAt: z.number().optional(),
  endsAt: z.number(),
}).refine(({ startsAt, endsAt }) => startsAt === undefined || startsAt < endsAt, { message: 'it has to end after it begins', path: ['endsAt'] });
export type SilenceInput = z.infer<typeof SilenceInput>;

/** A silence as it is kept. One that has expired stays on the list for a while, so that it can be made anew. */
export interface Silence {
  readonly id: SilenceId;
  readonly matchers: readonly LabelMatcher[];
  readonly comment: string;
  /** the caller who made or last changed it */
  readonly createdBy: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly updatedAt: number;
}

/** A silence and what it does now. */
export interface SilenceState extends Silence {
  readonly state: 'pending' | 'active' | 'expired';
  /** alerts, pending or firing, that its matchers meet */
  readonly alerts: number;
}
