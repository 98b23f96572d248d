import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useHost } from '../host/hooks.ts';
import { useLinkTo } from '../host/range.ts';
import { clockText, exactText } from '../ui/clock.ts';
import { StateMark } from '../ui/StateMark.tsx';
import { NOTHING_YET, progressOf, type PushProgress } from './firstsamples.ts';

const ASK_EVERY_MS = 2_000;

/** Whether a machine that pushes has been heard yet, and since when. */
export function FirstSamples({ name, since }: { name: string; since: number }) {
  const { t } = useTranslation('hosts');
  const linkTo = useLinkTo();
  const { first, reached } = useProgress(name, since);
  return (
    <p className="side-note" data-level={first ? 'ok' : 'unknown'} role="status">
      <StateMark state={first ? 'ok' : 'unknown'} silent />
      {first ? <span title={exactText(first.time)}>{t('push.arrived', { time: clockText(first.time, true) })} <Link href={linkTo(first.path)}>{t('machine')}</Link></span>
        : <span>{reached === null ? t('push.waiting') : t('push.reached', { time: clockText(reached, true) })}</span>}
    </p>
  );
}

/** Asks until something has come, whatever the page's own refresh is. */
function useProgress(name: string, since: number): PushProgress {
  const host = useHost();
  const [progress, setProgress] = useState(NOTHING_YET);
  const arrived = progress.first !== null;
  useEffect(() => {
    if (arrived) return;
    const leaving = new AbortController();
    const promql = `timestamp(push_step{instance=${JSON.stringify(name)}})`;
    const ask = () => host.metrics.instant({ promql, time: Date.now() }, leaving.signal).then(
      ({ value }) => setProgress(progressOf(value, since)),
      () => undefined, // the next turn asks again
    );
    const timer = setInterval(() => void ask(), ASK_EVERY_MS);
    void ask();
    return () => { clearInterval(timer); leaving.abort(); };
  }, [host, name, since, arrived]);
  return progress;
}
