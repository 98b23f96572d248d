const UNIT = /^(\d+(?:\.\d+)?)\s*([KMGTPE]?)i?B$/i;
const POWERS = ['', 'K', 'M', 'G', 'T', 'P', 'E'];

/** `15MB`, `15MiB`, `512KB`: a number of bytes, every step 1024, as Prometheus reads `body_size_limit`. Null for anything else. */
export function parseByteSize(text: string): number | null {
  if (/^0+$/.test(text)) return 0;
  const [, count = '', prefix = ''] = UNIT.exec(text) ?? [];
  const bytes = Math.floor(Number(count) * 1024 ** POWERS.indexOf(prefix.toUpperCase()));
  return count === '' || !Number.isSafeInteger(bytes) ? null : bytes;
}
