import type { TFunction } from 'i18next';
import type { SshHostState } from '../../src-main/shared/model/sshhost.ts';
import { clockText } from '../ui/clock.ts';
import { formatDuration, type Language } from '../ui/format.ts';

type Texts = TFunction<'hosts'>;
export type HostError = NonNullable<SshHostState['lastError']>;

/** A clock this far off makes times from the machine misleading; seconds. */
export const SKEW_LIMIT = 5;

/** What is wrong with a host, in words that name the step; '' while all is well. */
export function wrongWith(host: SshHostState, t: Texts, language: Language): string {
  if (host.paused || host.health === 'paused') return t('wrong.paused');
  if (host.question) return t(host.question.state === 'changed' ? 'wrong.keyChanged' : 'wrong.keyUnknown');
  if (host.lastError) return errorWords(host.lastError, t);
  if (host.health === 'unknown') return t('wrong.notYet');
  const failing = host.commands.find(command => command.error !== null);
  if (failing) return t('wrong.command', { name: failing.name, message: failing.error });
  return isSkewed(host.clockSkew) ? t('wrong.clock', { skew: skewWords(host.clockSkew, t, language) }) : '';
}

/** `Login failed at bastion: Permission denied`. */
export const errorWords = ({ step, hop, message }: HostError, t: Texts): string =>
  t(hop === '' ? 'wrong.step' : 'wrong.stepAt', { step: t(`step.${step}`), hop, message });

export const isSkewed = (skew: number | null): skew is number => skew !== null && Math.abs(skew) >= SKEW_LIMIT;

/** `3 s ahead`, `1 h 2 min behind`; less than 10 ms is none. */
export function skewWords(skew: number, t: Texts, language: Language): string {
  const ms = Math.abs(skew) * 1000;
  return ms < 10 ? t('skew.none') : t(skew > 0 ? 'skew.ahead' : 'skew.behind', { time: formatDuration(ms, language) });
}

/** The connection's state, and while it waits, when it is tried again. */
export function connectionWords({ connection, retryAt, paused }: Pick<SshHostState, 'connection' | 'retryAt' | 'paused'>, t: Texts): string {
  if (paused) return t('connection.idle');
  return connection === 'waiting' && retryAt !== null ? t('connection.retryAt', { time: clockText(retryAt, true) }) : t(`connection.${connection}`);
}
