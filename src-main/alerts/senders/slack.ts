import { cut } from '../summary.ts';
import { type ChatShape, chatText, itemLine } from './chat.ts';

/** A message has at most 50 blocks, a section 3,000 characters, a header 150. */
const MAX_ITEMS = 40;
const MAX_SECTION = 2900;
const MAX_HEADER = 150;

/** An incoming webhook of Slack, in blocks; `text` is what its notification shows. */
export const slack: ChatShape = {
  request(message) {
    const { summary, items, rest, notes, link } = chatText(message);
    const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text: cut(text, MAX_SECTION) } });
    const shown = Math.min(items.length, MAX_ITEMS);
    const left = rest(shown);
    const blocks = [
      { type: 'header', text: { type: 'plain_text', text: cut(summary.title, MAX_HEADER), emoji: false } },
      ...(summary.lead === '' ? [] : [section(escaped(summary.lead))]), ...notes.map(note => section(`_${escaped(note)}_`)),
      ...items.slice(0, shown).map(item => section(`${item.status === 'firing' ? ':red_circle:' : ':large_green_circle:'} ${escaped(itemLine(item, summary.words))}`)),
      ...(left === '' ? [] : [section(escaped(left))]), ...(link === '' ? [] : [section(`<${link}|${escaped(summary.words.open)}>`)]),
    ];
    return { url: message.secrets.url ?? '', body: { text: escaped(summary.title), blocks } };
  },
};

/** So that no label's value calls a channel or makes a link. source  Slack, formatting text for app surfaces */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
