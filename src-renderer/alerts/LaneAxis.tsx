import { timeLabel, timeTicks } from '../charts/timeTicks.ts';
import { useLanguage } from '../ui/language.ts';

const MOST = 6;

/** The clock over the lanes. */
export function LaneAxis({ from, to }: { from: number; to: number }) {
  const language = useLanguage();
  const { times, stepMs } = timeTicks(from, to, MOST);
  return (
    <div className="lane-axis" aria-hidden="true">
      {times.map(time => ({ time, at: (time - from) / (to - from) })).filter(({ at }) => at > 0.02 && at < 0.98).map(({ time, at }) => <span key={time} style={{ left: `${at * 100}%` }}>{timeLabel(time, stepMs, language)}</span>)}
    </div>
  );
}
