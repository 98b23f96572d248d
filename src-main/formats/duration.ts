const UNITS = [['y', 365 * 86_400_000], ['w', 7 * 86_400_000], ['d', 86_400_000], ['h', 3_600_000], ['m', 60_000], ['s', 1000], ['ms', 1]] as const;
const DURATION = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;

/**
 * `1m30s`, `15s`, `2w`: a duration of whole ms as Prometheus writes it. Years and weeks only where nothing is left over.
 * source  prometheus/common/model, Duration.String
 */
export function durationText(ms: number): string {
  let rest = ms;
  const parts = UNITS.map(([unit, unitMs]) => {
    const count = Math.floor(rest / unitMs);
    if (count === 0 || ((unit === 'y' || unit === 'w') && rest % unitMs !== 0)) return '';
    rest -= count * unitMs;
    return `${count}${unit}`;
  });
  return parts.join('') || '0s';
}

/** ms of `1m30s`, of `0`; null for anything that is no duration. Units stand from years down to ms, each once. */
export function parseDuration(text: string): number | null {
  if (text === '0') return 0;
  const counts = DURATION.exec(text);
  if (counts === null || text === '') return null;
  const ms = UNITS.reduce((sum, [, unitMs], i) => sum + Number(counts[i + 1] ?? 0) * unitMs, 0);
  return Number.isSafeInteger(ms) ? ms : null;
}
