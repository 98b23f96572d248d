import type { Labels } from './labels.ts';

const OFFSET = 0xcbf2_9ce4_8422_2325n;
const PRIME = 0x0000_0100_0000_01b3n;
const MASK = 0xffff_ffff_ffff_ffffn;
const SEPARATOR = 0xff;

/**
 * The name under which Alertmanager and Prometheus know a set of labels: FNV-1a 64 over `name 0xff value 0xff` of each, sorted by name; 16 hex digits.
 * source  prometheus/common/model, LabelSet.Fingerprint
 */
export function fingerprintOf(labels: Labels): string {
  const encoder = new TextEncoder();
  let hash = OFFSET;
  const take = (byte: number): void => { hash = ((hash ^ BigInt(byte)) * PRIME) & MASK; };
  for (const name of Object.keys(labels).sort()) {
    encoder.encode(name).forEach(take);
    take(SEPARATOR);
    encoder.encode(labels[name]).forEach(take);
    take(SEPARATOR);
  }
  return hash.toString(16).padStart(16, '0');
}
