import { z } from 'zod';
import type { WebhookPreset } from '../../shared/model/receiver.ts';
import type { Outcome } from './sender.ts';

const Answer = z.object({ errcode: z.number().optional(), errmsg: z.string().optional(), code: z.number().optional(), StatusCode: z.number().optional(), msg: z.string().optional() });

/** Too many messages, by each chat's own number: come again after so long. */
const BUSY: Readonly<Record<number, number>> = { 130101: 600_000, 45009: 60_000, 11232: 60_000, 9499: 60_000, 99991400: 60_000 };
const WORDS: Readonly<Record<number, string>> = {
  19021: 'The signature does not fit: check the signing secret and this computer’s clock.', 19022: 'The robot does not accept messages from this address.', 19024: 'The robot wants a keyword that the message does not have.',
  310000: 'The robot’s security settings refuse it: check the signing secret, the keyword or the address list.', 40058: 'The message is too long.', 93000: 'The address of the robot is not valid.',
};

/** DingTalk, Feishu and WeCom answer 200 whatever became of a message; what they mean stands in the body. */
export function readChatAnswer(preset: WebhookPreset, outcome: Outcome): Outcome {
  if (outcome.fate !== 'sent' || !['dingtalk', 'feishu', 'wecom'].includes(preset)) return outcome;
  const parsed = Answer.safeParse(json(outcome.answer));
  const code = parsed.success ? parsed.data.errcode ?? parsed.data.code ?? parsed.data.StatusCode : undefined;
  if (code === 0) return outcome;
  if (code === undefined) return { ...outcome, fate: 'refused', answer: `This is not how ${preset} answers: ${outcome.answer}` };
  const busy = BUSY[code];
  if (busy !== undefined) return { ...outcome, fate: 'again', retryAfterMs: busy };
  return { ...outcome, fate: code === -1 ? 'again' : 'refused', answer: `${WORDS[code] ?? ''} ${outcome.answer}`.trim() };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
