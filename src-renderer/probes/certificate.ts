import type { TFunction } from 'i18next';
import { formatDuration, type Language } from '../ui/format.ts';

const DAY_MS = 86_400_000;
/** From here on somebody has to act; renewal by machine happens 30 days before the end. */
const WARN_MS = 21 * DAY_MS;
const CRITICAL_MS = 7 * DAY_MS;

/** What the time left of a certificate means; null while there is plenty. Both unix ms. */
export function certificateLevel(expires: number, now: number): 'warn' | 'critical' | null {
  const left = expires - now;
  return left < CRITICAL_MS ? 'critical' : left < WARN_MS ? 'warn' : null;
}

/** `expires in 12 d`, `expired 3 h ago`: whole days, below two of them whole hours, below two of those minutes. */
export function certificateWords(expires: number, now: number, t: TFunction<'probes'>, language: Language): string {
  const left = Math.abs(expires - now);
  const unit = left >= 2 * DAY_MS ? DAY_MS : left >= 7_200_000 ? 3_600_000 : 60_000;
  return t(expires > now ? 'certificate.in' : 'certificate.ago', { time: formatDuration(Math.max(1, Math.floor(left / unit)) * unit, language) });
}
