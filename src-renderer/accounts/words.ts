import type { TFunction } from 'i18next';
import type { AccountState } from '../../src-main/shared/model/cloud.ts';
import type { WireError } from '../../src-main/shared/model/errors.ts';
import { formatDuration, type Language } from '../ui/format.ts';

export type Texts = TFunction<'accounts'>;

/** US dollars; a little of something is never shown as nothing. */
export function moneyText(dollars: number): string {
  if (dollars === 0) return '$0';
  return dollars < 0.01 ? '< $0.01' : dollars < 100 ? `$${dollars.toFixed(2)}` : `$${Math.round(dollars).toLocaleString('en')}`;
}

/** What kind of failure it is, in two or three words of the page's language. */
export function codeWords(code: WireError['code'], t: Texts): string {
  switch (code) {
    case 'unauthorized': case 'expired': case 'forbidden': case 'throttled': case 'unreachable': case 'timeout': case 'provider-refused': case 'locked': case 'conflict': return t(`code.${code}`);
    default: return t('code.other');
  }
}

/** What is wrong with an account, in one line; '' when nothing is. */
export function wrongWith({ health, error, regions, polling }: AccountState, t: Texts): string {
  if (health === 'paused') return t('wrong.paused');
  const failing = regions.filter(region => region.health === 'failing');
  if (error !== null) return codeWords(error.code, t);
  const [first] = failing;
  if (first?.error) return failing.length === regions.length && failing.length > 1 ? t('wrong.all', { what: codeWords(first.error.code, t) }) : t('wrong.regions', { count: failing.length, region: first.region, what: codeWords(first.error.code, t) });
  if (polling.error !== null) return t('wrong.metrics', { what: codeWords(polling.error.code, t) });
  return health === 'unknown' ? t('wrong.notYet') : '';
}

/** Whether metrics are fetched, and how often; slower than wanted where the budget says so. */
export function pollingWords({ config, polling }: AccountState, t: Texts, language: Language): string {
  if (!config.polling.enabled) return t('metrics.off');
  if (polling.lastAt !== null && polling.intervalMs === null) return t('metrics.spent');
  const intervalMs = polling.intervalMs ?? config.polling.intervalMs;
  const every = t('metrics.everyShort', { time: formatDuration(intervalMs, language) });
  return intervalMs > config.polling.intervalMs ? t('metrics.slowed', { every }) : every;
}
