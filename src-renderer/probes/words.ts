import type { TFunction } from 'i18next';
import type { ProbeState } from '../../src-main/shared/model/probe.ts';
import { formatPercent, type Language, THIN } from '../ui/format.ts';
import { certificateLevel, certificateWords } from './certificate.ts';

/** What is wrong with a probe, in words; '' while all is well. */
export function wrongWith(probe: ProbeState, t: TFunction<'probes'>, language: Language, now: number): string {
  const { health, detail, certificateExpires } = probe;
  if (health === 'paused') return t('health.paused');
  if (health === 'unknown') return t('notYet');
  if (health === 'down') return detail === '' ? t('health.down') : detail;
  return certificateExpires !== null && certificateLevel(certificateExpires, now) ? certificateWords(certificateExpires, now, t, language) : '';
}

/** A share of successes that reads 100 % only when there was no failure at all: 0.9996 is `99.9 %`. */
export function successText(ratio: number): string {
  return ratio > 0.99 && ratio < 1 ? `${(Math.floor(ratio * 1000) / 10).toFixed(1)}${THIN}%` : formatPercent(ratio);
}
