import { cut } from '../summary.ts';
import { type ChatShape, chatText, markdownOf } from './chat.ts';
import { dingtalkSign } from './signing.ts';

/** What a robot takes, UTF-8. */
const MAX_BYTES = 18_000;

/** DingTalk's robot of a group: 20 messages a minute, then silent for ten minutes. */
export const dingtalk: ChatShape = {
  request(message) {
    const { secrets, now } = message;
    const text = chatText(message);
    const url = new URL(secrets.url ?? '');
    if (secrets.signingKey !== undefined && secrets.signingKey !== '') {
      url.searchParams.set('timestamp', String(now));
      url.searchParams.set('sign', dingtalkSign(secrets.signingKey, now));
    }
    return { url: url.href, body: { msgtype: 'markdown', markdown: { title: cut(text.summary.title, 60), text: markdownOf(text, MAX_BYTES) }, at: { atMobiles: [], isAtAll: false } } };
  },
};
