import { fingerprintOf } from '../../../src-main/shared/model/fingerprint.ts';
import type { AlertInstance } from '../../../src-main/shared/model/alert.ts';
import type { Labels } from '../../../src-main/shared/model/labels.ts';

/** An alert that fires since `firedAt` (unix ms). */
export function firing(labels: Labels, firedAt: number, more: Partial<AlertInstance> = {}): AlertInstance {
  return {
    fingerprint: fingerprintOf(labels), labels, annotations: {}, state: 'firing', rule: labels['alertname'] ?? '', group: 'g', file: '', value: 1,
    activeAt: firedAt, firedAt, resolvedAt: null, keepFiringSince: null, ...more,
  };
}

export const resolved = (alert: AlertInstance, resolvedAt: number): AlertInstance => ({ ...alert, state: 'resolved', resolvedAt });
