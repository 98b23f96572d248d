import { AppError } from '../../shared/model/errors.ts';
import type { WebhookPreset } from '../../shared/model/receiver.ts';
import type { ChatShape } from './chat.ts';
import { readChatAnswer } from './chatanswer.ts';
import { customBody } from './custom.ts';
import { dingtalk } from './dingtalk.ts';
import { exchange } from './exchange.ts';
import { feishu } from './feishu.ts';
import { payloadOf } from './payload.ts';
import { failure, type Outgoing, type Send } from './sender.ts';
import { signature } from './signing.ts';
import { slack } from './slack.ts';
import { teams } from './teams.ts';
import { wecom } from './wecom.ts';

const CHATS: ReadonlyMap<WebhookPreset, ChatShape> = new Map([['slack', slack], ['feishu', feishu], ['dingtalk', dingtalk], ['wecom', wecom], ['teams', teams]]);

interface Request { readonly url: string; readonly body: string; readonly headers: Readonly<Record<string, string>> }

/** Posts a message to a webhook, in the shape of its preset. */
export const sendWebhook: Send = async (message, signal) => {
  const { config, secrets, now } = message;
  try {
    const { url, body, headers } = requestOf(message);
    const { method } = config.webhook;
    const asked = { url, method, body, headers: { ...headers, ...repeatHeaders(message) }, insecureSkipVerify: config.insecureSkipVerify, ca: config.ca, hide: hidden(message, url), now };
    return readChatAnswer(config.webhook.preset, await exchange(asked, signal));
  } catch (error) {
    if (error instanceof AppError) return failure('refused', error.message);
    if (secrets.url === undefined || !URL.canParse(secrets.url)) return failure('refused', 'The address of this webhook is not in the vault: enter it again.');
    throw error;
  }
};

function requestOf(message: Outgoing): Request {
  const { config: { webhook }, secrets, now } = message;
  const chat = CHATS.get(webhook.preset);
  if (chat !== undefined) {
    const { url, body } = chat.request(message);
    return { url, body: JSON.stringify(body), headers: { 'Content-Type': 'application/json; charset=utf-8' } };
  }
  const custom = webhook.preset === 'custom';
  const body = custom ? customBody(message) : JSON.stringify(message.repeated ? { ...payloadOf(message), repeated: true } : payloadOf(message));
  const signed = secrets.signingKey === undefined || secrets.signingKey === '' ? {} : { 'X-Stratoscope-Signature': signature(secrets.signingKey, Math.floor(now / 1000), body) };
  return { url: secrets.url ?? '', body, headers: { 'Content-Type': custom ? webhook.contentType : 'application/json', ...webhook.headers, ...authorization(message), ...signed } };
}

function authorization({ config: { webhook: { username } }, secrets: { password = '', bearer = '' } }: Outgoing): Readonly<Record<string, string>> {
  if (username !== '') return { Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
  return bearer === '' ? {} : { Authorization: `Bearer ${bearer}` };
}

/** The same key for every attempt at a message, so that a receiver can tell a repeated one. */
export const repeatHeaders = ({ id, repeated }: Outgoing): Readonly<Record<string, string>> => ({ 'Idempotency-Key': id, ...(repeated ? { 'X-Stratoscope-Repeated': 'true' } : {}) });

function hidden({ secrets: { password, bearer, signingKey } }: Outgoing, url: string): readonly string[] {
  const { pathname, search, searchParams } = new URL(url);
  return [url, `${pathname}${search}`, search, ...searchParams.values(), ...pathname.split('/').filter(part => part.length > 8), password ?? '', bearer ?? '', signingKey ?? ''];
}
