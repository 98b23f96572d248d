import { type ChatShape, type ChatText, chatText, itemLine } from './chat.ts';

/** The whole body, UTF-8; about 28 KB are allowed. */
const MAX_BYTES = 26_000;

/** A workflow of Teams that takes an adaptive card. */
export const teams: ChatShape = {
  request(message) {
    const text = chatText(message);
    let shown = text.items.length;
    let body = envelope(text, shown);
    while (shown > 0 && Buffer.byteLength(JSON.stringify(body)) > MAX_BYTES) {
      shown = Math.floor(shown * 0.8);
      body = envelope(text, shown);
    }
    return { url: message.secrets.url ?? '', body };
  },
};

function envelope({ summary, items, rest, notes, link }: ChatText, shown: number): unknown {
  const block = (text: string, look: object = {}) => ({ type: 'TextBlock', text: escaped(text), wrap: true, ...look });
  const left = rest(shown);
  return {
    type: 'message',
    attachments: [{
      contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null,
      content: {
        $schema: 'http://adaptivecards.io/schemas/adaptive-card.json', type: 'AdaptiveCard', version: '1.4', msteams: { width: 'Full' },
        body: [
          block(summary.title, { size: 'Large', weight: 'Bolder', color: summary.status === 'firing' ? 'Attention' : 'Good' }),
          ...(summary.lead === '' ? [] : [block(summary.lead)]), ...notes.map(note => block(note, { isSubtle: true })),
          ...items.slice(0, shown).map(item => block(itemLine(item, summary.words), { color: item.status === 'firing' ? 'Attention' : 'Good', spacing: 'Small' })), ...(left === '' ? [] : [block(left, { isSubtle: true })]),
        ],
        ...(link === '' ? {} : { actions: [{ type: 'Action.OpenUrl', title: summary.words.open, url: link }] }),
      },
    }],
  };
}

/** A card's text is read as Markdown. */
const escaped = (text: string): string => text.replace(/[\\`*_[\]]/g, '\\$&');
