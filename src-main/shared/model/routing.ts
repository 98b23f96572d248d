import { z } from 'zod';
import { LabelMatcher } from './matcher.ts';
import { DESKTOP, ReceiverId } from './receiver.ts';

const DAY_MS = 86_400_000;
const LabelName = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$|^\.\.\.$/, 'a label name has letters, digits and _ and begins with no digit').max(200);

/** One way from alerts to receivers. An alert takes the first route whose matchers it meets, and further ones while they say `continue`. */
export const Route = z.object({
  /** none: every alert */
  matchers: z.array(LabelMatcher).max(50).default([]),
  receivers: z.array(ReceiverId).max(50).default([]),
  /** true: what comes here is told nobody */
  mute: z.boolean().default(false),
  continue: z.boolean().default(false),
  /** labels whose values make a group; `...` = all of them */
  groupBy: z.array(LabelName).max(50).default(['alertname']),
  /** how long a new group waits for more before it is told */
  groupWaitMs: z.int().min(0).max(DAY_MS).default(30_000),
  /** how long a group that was told waits before it tells of changes */
  groupIntervalMs: z.int().min(1000).max(7 * DAY_MS).default(300_000),
  /** after what time what still fires is told again */
  repeatIntervalMs: z.int().min(60_000).max(90 * DAY_MS).default(4 * 3_600_000),
});
export type Route = z.infer<typeof Route>;

/** While a source fires, targets that have the same values of `equal` are not told. An alert that is both never inhibits itself so. */
export const InhibitRule = z.object({
  sourceMatchers: z.array(LabelMatcher).min(1).max(50),
  targetMatchers: z.array(LabelMatcher).min(1).max(50),
  equal: z.array(LabelName).max(50).default([]),
});
export type InhibitRule = z.infer<typeof InhibitRule>;

/** Which alerts go where. The last route has no matchers, so that no alert is lost without a word. */
export const Routing = z.object({
  routes: z.array(Route).min(1).max(500),
  inhibitRules: z.array(InhibitRule).max(500).default([]),
  /** where others reach the page, for links in messages, as https://desk.example; '' = nowhere */
  externalUrl: z.union([z.literal(''), z.url({ protocol: /^https?$/ }).max(500).transform(url => url.replace(/\/+$/, ''))]).default(''),
  /** a message that could not be sent is given up after this time */
  giveUpMs: z.int().min(60_000).max(30 * DAY_MS).default(DAY_MS),
}).refine(({ routes }) => routes.at(-1)?.matchers.length === 0, { message: 'the last route takes what no other one took: it has no matchers', path: ['routes'] });
export type Routing = z.infer<typeof Routing>;

/** From the first start: everything is told on the desktop, and while this computer is offline nobody hears that machines are down. */
export const FIRST_ROUTING: Routing = Routing.parse({
  routes: [{ receivers: [DESKTOP] }],
  inhibitRules: [{ sourceMatchers: [{ name: 'alertname', op: '=', value: 'StratoscopeOffline' }], targetMatchers: [{ name: 'alertname', op: '=~', value: 'MachineDown|NoData' }] }],
});
