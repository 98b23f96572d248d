import type { TFunction } from 'i18next';
import type { TargetState } from '../../src-main/shared/model/target.ts';

/** What is wrong with a target, in words; '' while all is well. */
export function wrongWith(target: TargetState, t: TFunction<'targets'>): string {
  if (target.health === 'paused') return t('health.paused');
  if (target.droppedBy !== null) return t('droppedBy', { rule: target.droppedBy + 1 });
  if (target.lastError) return t('failed', { reason: reasonOf(target.lastError.code, t), message: target.lastError.message });
  return target.health === 'unknown' ? t('notYet') : '';
}

const REASONS = [
  'name-not-found', 'connection-refused', 'unreachable', 'connection-lost', 'not-http', 'tls', 'timeout', 'locked', 'secret', 'ssh', 'http-status', 'redirect', 'encoding', 'body-limit', 'sample-limit', 'page', 'source', 'store',
] as const;

/** The host's named error in the page's language; one it doesn't know is a failure all the same. */
export function reasonOf(code: string, t: TFunction<'targets'>): string {
  const known = REASONS.find(reason => reason === code);
  return t(known ? `failure.${known}` : 'failure.other');
}
