import { type ChatShape, type ChatText, chatText, itemLine } from './chat.ts';
import { feishuSign } from './signing.ts';

/** The whole body, UTF-8; 20 KB are allowed. */
const MAX_BYTES = 18_000;
const COLOURS = { firing: 'red', resolved: 'green' } as const;

/** Feishu's and Lark's robot of a group: 100 messages a minute, 5 a second. Its time is in seconds, its signature in the body. */
export const feishu: ChatShape = {
  request(message) {
    const { secrets, now } = message;
    const seconds = Math.floor(now / 1000);
    const signed = secrets.signingKey === undefined || secrets.signingKey === '' ? {} : { timestamp: String(seconds), sign: feishuSign(secrets.signingKey, seconds) };
    const text = chatText(message);
    let shown = text.items.length;
    let body = { ...signed, msg_type: 'interactive', card: cardOf(text, shown) };
    while (shown > 0 && Buffer.byteLength(JSON.stringify(body)) > MAX_BYTES) {
      shown = Math.floor(shown * 0.8);
      body = { ...signed, msg_type: 'interactive', card: cardOf(text, shown) };
    }
    return { url: secrets.url ?? '', body };
  },
};

/** Plain text, so that no label's value makes a mention or a link. */
function cardOf({ summary, items, rest, notes, link }: ChatText, shown: number): unknown {
  const line = (content: string) => ({ tag: 'div', text: { tag: 'plain_text', content } });
  const left = rest(shown);
  return {
    config: { wide_screen_mode: true },
    header: { template: COLOURS[summary.status], title: { tag: 'plain_text', content: summary.title } },
    elements: [
      ...(summary.lead === '' ? [] : [line(summary.lead)]), ...notes.map(line),
      ...items.slice(0, shown).map(item => line(`${item.status === 'firing' ? '🔴' : '🟢'} ${itemLine(item, summary.words)}`)), ...(left === '' ? [] : [line(left)]),
      ...(link === '' ? [] : [{ tag: 'action', actions: [{ tag: 'button', text: { tag: 'plain_text', content: summary.words.open }, type: 'default', url: link }] }]),
    ],
  };
}
