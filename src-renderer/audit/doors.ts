import type { TFunction } from 'i18next';

/** Ways to come in; other words than these are the host's own. */
export const DOORS = ['window', 'browser', 'token'] as const;

export function doorName(via: string, t: TFunction<'audit'>): string {
  const known = DOORS.find(one => one === via);
  return known ? t(`door.${known}`) : via;
}
