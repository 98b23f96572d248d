/**
 * Where in its interval a group is evaluated, ms: spread by a hash of what it is called, the same at every start.
 * source  FNV-1a 32; Prometheus spreads alike, by a hash of its own
 */
export function evaluationOffset(id: string, intervalMs: number): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(id)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash % intervalMs;
}

/** The newest time of evaluation that is not after `now`: `offset` behind a multiple of the interval since 1970. All in ms. */
export function evaluationTime(now: number, intervalMs: number, offset: number): number {
  return Math.floor((now - offset) / intervalMs) * intervalMs + offset;
}
