import { z } from 'zod';
import type { MessageRow, MessageState } from '../shared/model/message.ts';
import { RECEIVER_KINDS, ReceiverId } from '../shared/model/receiver.ts';
import type { StoredMessage } from '../store/messages.ts';
import { summaryOf } from './summary.ts';
import type { Telling } from './telling.ts';

const Words = z.record(z.string(), z.string());
const Reason = z.enum(['group', 'digest', 'away', 'test']);
const Stored = z.object({
  reason: Reason, groupKey: z.string(), groupLabels: Words, groups: z.number(),
  alerts: z.array(z.object({ fingerprint: z.string(), status: z.enum(['firing', 'resolved']), labels: Words, annotations: Words, startsAt: z.number(), endsAt: z.number().nullable() })),
});
const State = z.enum(['waiting', 'sending', 'sent', 'failed', 'merged']) satisfies z.ZodType<MessageState>;

export const tellingOf = ({ telling }: Pick<StoredMessage, 'telling'>): Telling => Stored.parse(JSON.parse(telling));

export const titleOf = (telling: Telling, language: 'en' | 'zh'): string => summaryOf(telling, language).title;

export const messageRow = ({ telling: _, mergedInto: _into, repeated, ...message }: StoredMessage): MessageRow => ({
  ...message, receiver: ReceiverId.parse(message.receiver), kind: z.enum(RECEIVER_KINDS).parse(message.kind), reason: Reason.parse(message.reason), state: State.parse(message.state), repeated: repeated !== 0,
});
