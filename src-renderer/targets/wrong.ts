import type { TFunction } from 'i18next';
import type { TargetState } from '../../src-main/shared/model/target.ts';

/** What is wrong with a target, in words; '' while all is well. */
export function wrongWith(target: TargetState, t: TFunction<'targets'>): string {
  if (target.health === 'paused') return t('health.paused');
  if (target.lastError) return target.lastError.message;
  return target.health === 'unknown' ? t('notYet') : '';
}
