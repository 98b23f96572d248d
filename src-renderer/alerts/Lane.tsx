import { laneBars, type LaneSpan } from './lanes.ts';
import type { Severity } from './severity.ts';

interface LaneProps {
  readonly spans: readonly LaneSpan[];
  readonly severity: Severity;
  readonly from: number;
  readonly to: number;
  /** what happened, in words, for who can't see it */
  readonly label: string;
  /** fired, but nobody was told */
  readonly muted?: boolean;
}

/** When an alert waited and fired, along the page's range. */
export function Lane({ spans, severity, from, to, label, muted = false }: LaneProps) {
  return (
    <span className="lane" role="img" aria-label={label} data-severity={muted ? 'muted' : severity}>
      {laneBars(spans, from, to).map(({ left, width, kind }) => <i key={`${kind} ${left}`} className={`lane-${kind}`} style={{ left: `${left * 100}%`, width: `${width * 100}%` }} />)}
    </span>
  );
}
