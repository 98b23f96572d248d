import type { AlertInstance, AlertRecord } from '../../../src-main/shared/model/alert.ts';

/** An alert that fires since its beginning, but for what is given. */
export const alert = (rule: string, given: Partial<Omit<AlertInstance, 'rule'>> = {}): AlertInstance => ({
  fingerprint: rule, labels: { alertname: rule, ...given.labels }, annotations: {}, state: 'firing', rule, group: 'g', file: 'f', value: 1, activeAt: 0, firedAt: 0, resolvedAt: null, keepFiringSince: null,
  ...given, ...(given.labels ? { labels: { alertname: rule, ...given.labels } } : {}),
});

export const record = (rule: string, given: Partial<Omit<AlertRecord, 'rule'>> = {}): AlertRecord => ({
  id: 1, fingerprint: rule, rule, group: 'g', file: 'f', annotations: {}, activeAt: 0, firedAt: 0, resolvedAt: 10, value: 1, late: false, ...given, labels: { alertname: rule, ...given.labels },
});
