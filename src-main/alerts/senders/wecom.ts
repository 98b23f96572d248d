import { type ChatShape, chatText, markdownOf } from './chat.ts';

/** Of UTF-8; a Chinese character takes three. More is refused (40058). */
const MAX_BYTES = 4096;

/** WeCom's robot of a group: 20 messages a minute. */
export const wecom: ChatShape = {
  request: message => ({ url: message.secrets.url ?? '', body: { msgtype: 'markdown', markdown: { content: markdownOf(chatText(message), MAX_BYTES) } } }),
};
