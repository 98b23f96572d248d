import { restOf, type Summary, summaryOf } from '../summary.ts';
import { itemLine } from './chat.ts';
import { alertUrl } from './payload.ts';
import type { Outgoing } from './sender.ts';

export interface MailText { readonly subject: string; readonly text: string; readonly html: string }

/** Beyond this the rest is counted, unless the receiver says otherwise. */
const MAX_ITEMS = 100;

/** A mail in plain text and in HTML; both say the same. */
export function mailText({ telling, config, repeated, externalUrl }: Outgoing): MailText {
  const summary = summaryOf(telling, config.language, config.maxAlerts > 0 ? config.maxAlerts : MAX_ITEMS);
  const { words } = summary;
  const notes = [...(telling.reason === 'test' ? [words.testText] : []), ...(repeated ? [words.repeated] : [])];
  const rest = restOf(telling, summary.items.length, words);
  const link = externalUrl === '' ? '' : telling.alerts.length === 1 ? alertUrl(externalUrl, telling.alerts[0]!.fingerprint) : `${externalUrl}/alerts`;
  const lines = [summary.title, ...(summary.lead === '' ? [] : [summary.lead]), ...notes, ...summary.items.map(item => `* ${itemLine(item, words)}${item.runbook === '' ? '' : `\n  ${words.runbook}: ${item.runbook}`}`), rest, link];
  return { subject: summary.title, text: `${lines.filter(line => line !== '').join('\n\n')}\n`, html: htmlOf(summary, notes, rest, link) };
}

const COLOURS = { firing: '#c92a2a', resolved: '#2b8a3e' } as const;

function htmlOf({ title, lead, items, status, words }: Summary, notes: readonly string[], rest: string, link: string): string {
  const rows = items.map(item => `<tr><td style="padding:6px 10px;border-left:4px solid ${COLOURS[item.status]};vertical-align:top;white-space:nowrap">${escaped(item.status === 'resolved' ? words.resolved : item.severity || words.firing)}</td>`
    + `<td style="padding:6px 10px"><b>${escaped([item.name, item.subject].filter(part => part !== '').join(' · '))}</b>${item.text === '' ? '' : `<br>${escaped(item.text)}`}<br><span style="color:#666">${escaped(item.when)}</span>`
    + `${item.runbook === '' ? '' : `<br><a href="${escaped(item.runbook)}">${escaped(words.runbook)}</a>`}</td></tr>`).join('');
  const dim = (text: string): string => text === '' ? '' : `<p style="color:#666">${escaped(text)}</p>`;
  return `<!doctype html><html><head><meta charset="utf-8"></head><body style="font:14px sans-serif"><h2 style="color:${COLOURS[status]};font-size:18px">${escaped(title)}</h2>${dim(lead)}${notes.map(dim).join('')}`
    + `<table style="border-collapse:collapse">${rows}</table>${dim(rest)}${link === '' ? '' : `<p><a href="${escaped(link)}">${escaped(words.open)}</a></p>`}</body></html>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, character => ENTITIES[character] ?? '');
