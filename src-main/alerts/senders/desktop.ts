import type { DesktopFeed } from '../desktopfeed.ts';
import { summaryOf } from '../summary.ts';
import { itemLine } from './chat.ts';
import { failure, type Send } from './sender.ts';

const MAX_LINES = 3;

/** What the operating system's own notifications can be given. */
export type Notify = (title: string, body: string) => void;

/** Shows a message on the desktop: by the operating system where a desktop shell runs us, and on every page that is open. */
export const desktopSender = (feed: DesktopFeed, notify: Notify | undefined): Send => async message => {
  const { id, telling, config, repeated, now } = message;
  const { title, status, severity, lead, items, words } = summaryOf(telling, config.language);
  const lines = items.length === 1 ? [items[0]!.text || items[0]!.when] : [lead, ...items.slice(0, MAX_LINES).map(item => itemLine(item, words))];
  const body = [...(telling.reason === 'test' ? [words.testText] : []), ...lines, ...(items.length > MAX_LINES ? ['…'] : []), ...(repeated ? [words.repeated] : [])].filter(line => line !== '').join('\n');
  notify?.(title, body);
  const pages = feed.show({ id, title, body, status, severity, at: now, native: notify !== undefined, repeated });
  if (notify === undefined && pages === 0) return failure('again', 'No window was open to show it.');
  return { fate: 'sent', status: null, answer: notify === undefined ? `Shown in ${pages} open ${pages === 1 ? 'page' : 'pages'}.` : 'Handed to the operating system.', answered: true, retryAfterMs: null };
};
