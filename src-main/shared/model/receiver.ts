import { z } from 'zod';
import { isHost } from './hostport.ts';

export const ReceiverId = z.string().regex(/^[a-z0-9-]{1,64}$/).brand<'ReceiverId'>();
export type ReceiverId = z.infer<typeof ReceiverId>;

/** The receiver that is there from the first start: notifications of this desktop. */
export const DESKTOP = ReceiverId.parse('desktop');

export const RECEIVER_KINDS = ['desktop', 'email', 'webhook', 'alertmanager'] as const;
export type ReceiverKind = (typeof RECEIVER_KINDS)[number];
export const WEBHOOK_PRESETS = ['alertmanager', 'slack', 'feishu', 'dingtalk', 'wecom', 'teams', 'custom'] as const;
export type WebhookPreset = (typeof WEBHOOK_PRESETS)[number];

const Address = z.string().trim().max(320).regex(/^[^\s<>@,;]+@[^\s<>@,;]+$|^[^<>@\r\n]*<[^\s<>@,;]+@[^\s<>@,;]+>$/, 'an address looks like ops@example.org');

const Email = z.object({
  host: z.string().trim().max(253).default(''),
  port: z.int().min(1).max(65_535).default(587),
  /** starttls: must be offered, or nothing is sent. tls: from the first byte (465). none: in clear */
  security: z.enum(['starttls', 'tls', 'none']).default('starttls'),
  /** '' = no login; the password lies in the vault */
  username: z.string().max(1000).default(''),
  from: z.union([Address, z.literal('')]).default(''),
  to: z.array(Address).max(50).default([]),
});

const HeaderName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, 'this is no name of a header')
  .refine(name => !/^(?:host|content-length|transfer-encoding|connection|authorization|idempotency-key|x-stratoscope-.*)$/i.test(name), 'this header is set by Stratoscope');

/** The URL lies in the vault: whoever knows it can post. */
const Webhook = z.object({
  preset: z.enum(WEBHOOK_PRESETS).default('alertmanager'),
  method: z.enum(['POST', 'PUT']).default('POST'),
  headers: z.record(HeaderName, z.string().max(4000).regex(/^[^\r\n\0]*$/)).default({}),
  /** of `custom`: a Go template over Alertmanager's webhook data */
  body: z.string().max(100_000).default(''),
  contentType: z.string().max(200).regex(/^[\w.+-]+\/[\w.+-]+(?:\s*;[^\r\n]*)?$/, 'a content type looks like application/json').default('application/json'),
  /** for HTTP basic authentication; '' = none, or a bearer token when the vault has one */
  username: z.string().max(1000).regex(/^[^:\p{Cc}]*$/u, 'a user name has no colon').default(''),
});

const Alertmanager = z.object({
  /** its address, as http://alertmanager:9093, with its path prefix */
  url: z.string().max(2000).default(''),
  username: z.string().max(1000).regex(/^[^:\p{Cc}]*$/u, 'a user name has no colon').default(''),
});

const Limits = z.object({
  /** messages in a minute, beyond which the waiting ones become one; 0 = no limit; left out: what the remote allows */
  perMinute: z.int().min(0).max(6000).optional(),
  /** so many waiting messages become one digest; 0 = never; left out: as suits the kind */
  digestOver: z.int().min(0).max(1000).optional(),
});

/** One contact point. Only the part of its own kind counts. */
export const ReceiverConfig = z.object({
  name: z.string().trim().min(1).max(100),
  kind: z.enum(RECEIVER_KINDS),
  sendResolved: z.boolean().default(true),
  /** of what we write ourselves */
  language: z.enum(['en', 'zh']).default('en'),
  /** alerts told in full in a message; the rest is counted; 0 = all */
  maxAlerts: z.int().min(0).max(10_000).default(0),
  limits: Limits.prefault({}),
  /** takes any certificate */
  insecureSkipVerify: z.boolean().default(false),
  /** PEM text of the authority to trust in place of the well-known ones; '' = those */
  ca: z.string().max(200_000).default(''),
  email: Email.prefault({}),
  webhook: Webhook.prefault({}),
  alertmanager: Alertmanager.prefault({}),
}).superRefine((config, context) => {
  for (const [path, message] of problemsOf(config)) if (message !== null) context.addIssue({ code: 'custom', path: [...path], message });
});
export type ReceiverConfig = z.infer<typeof ReceiverConfig>;
export type ReceiverInput = z.input<typeof ReceiverConfig>;

type Shape = { readonly kind: ReceiverKind; readonly email: z.infer<typeof Email>; readonly webhook: z.infer<typeof Webhook>; readonly alertmanager: z.infer<typeof Alertmanager> };

function problemsOf({ kind, email, webhook, alertmanager }: Shape): readonly (readonly [readonly string[], string | null])[] {
  if (kind === 'email') {
    return [
      [['email', 'host'], isHost(email.host) ? null : 'the name or address of the mail server is needed'],
      [['email', 'from'], email.from === '' ? 'a sender is needed' : null],
      [['email', 'to'], email.to.length === 0 ? 'at least one address is needed' : null],
    ];
  }
  if (kind === 'webhook') return [[['webhook', 'body'], webhook.preset === 'custom' && webhook.body.trim() === '' ? 'a custom webhook needs a body' : null]];
  return kind === 'alertmanager' ? [[['alertmanager', 'url'], addressProblem(alertmanager.url)]] : [];
}

/** What is wrong with an address that is kept in clear; null: nothing. */
export function addressProblem(text: string): string | null {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return 'an address begins with http:// or https:// and names a host';
  return url.username === '' && url.password === '' ? null : 'a user name or password does not belong into the address: it would be shown and written down';
}

export const RECEIVER_SECRETS = ['url', 'password', 'bearer', 'signingKey'] as const;
export type ReceiverSecretName = (typeof RECEIVER_SECRETS)[number];

/** A contact point and how it fares. Times in unix ms. */
export interface ReceiverState {
  readonly id: ReceiverId;
  readonly config: ReceiverConfig;
  /** which of its secrets the vault keeps */
  readonly kept: readonly ReceiverSecretName[];
  /** where it sends to, fit to be shown: a webhook's scheme and host, a mail server, an Alertmanager */
  readonly destination: string;
  /** messages that wait to be sent */
  readonly waiting: number;
  readonly lastSentAt: number | null;
  /** the newest attempt, where it failed */
  readonly lastError: { readonly at: number; readonly message: string } | null;
  /** how many routes lead to it */
  readonly routes: number;
}
