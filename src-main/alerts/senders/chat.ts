import { restOf, type Summary, type SummaryItem, summaryOf } from '../summary.ts';
import { fitting } from './fitting.ts';
import { alertUrl } from './payload.ts';
import type { Outgoing } from './sender.ts';

/** What a chat's robot is sent, and how its answer is read. */
export interface ChatShape {
  /** the request's body, as an object for JSON; `url` as it is stored, or with what is signed into it */
  request(message: Outgoing): { readonly url: string; readonly body: unknown };
}

/** What every chat is told: a heading, what it is about, a line for each alert, the worst first. */
export interface ChatText { readonly summary: Summary; readonly items: readonly SummaryItem[]; readonly rest: (shown: number) => string; readonly notes: readonly string[]; readonly link: string }

export function chatText({ telling, config, repeated, externalUrl }: Outgoing): ChatText {
  const summary = summaryOf(telling, config.language, config.maxAlerts);
  const { words } = summary;
  const notes = [...(telling.reason === 'test' ? [words.testText] : []), ...(repeated ? [words.repeated] : [])];
  return { summary, items: summary.items, rest: shown => restOf(telling, shown, words), notes, link: externalUrl === '' ? '' : telling.alerts.length === 1 ? alertUrl(externalUrl, telling.alerts[0]!.fingerprint) : `${externalUrl}/alerts` };
}

/** The words of one alert in one line. */
export function itemLine({ severity, name, subject, text, when, status }: SummaryItem, words: Summary['words']): string {
  const head = [status === 'resolved' ? words.resolved : severity || words.firing, [name, subject].filter(part => part !== '').join(' · ')].join('  ');
  return [head, text, when].filter(part => part !== '').join(' — ');
}

/** Markdown as DingTalk and WeCom read it, in at most so many bytes. Links and tags that a label's value would make are broken. */
export function markdownOf(text: ChatText, maxBytes: number): string {
  const { summary, items, rest, notes, link } = text;
  const lines = (shown: number): string => [
    `### ${plain(summary.title)}`, ...(summary.lead === '' ? [] : [plain(summary.lead)]), ...notes.map(note => `> ${note}`),
    ...items.slice(0, shown).map(item => `- ${item.status === 'firing' ? '🔴' : '🟢'} ${plain(itemLine(item, summary.words))}`), ...(rest(shown) === '' ? [] : [plain(rest(shown))]),
    ...(link === '' ? [] : [`[${summary.words.open}](${link})`]),
  ].join('\n\n');
  return fitting(items.length, maxBytes, lines);
}

const plain = (text: string): string => text.replaceAll('<', '‹').replaceAll('>', '›').replaceAll('](', '] (').replace(/^[#>\-+*]+\s/, '');
