import { gauge, measure, numeral, type Measurement } from './measurement.ts';

const AVAILABLE = gauge('node_entropy_available_bits', 'Bits of available entropy.');
const POOL = gauge('node_entropy_pool_size_bits', 'Bits of entropy pool.');

/** The texts of entropy_avail and poolsize in /proc/sys/kernel/random (random(4)), both in bits. */
export function parseEntropy(available: string, poolsize: string): Measurement[] {
  const out: Measurement[] = [];
  measure(out, AVAILABLE, numeral(available.trim()));
  measure(out, POOL, numeral(poolsize.trim()));
  return out;
}
