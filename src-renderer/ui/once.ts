import { useEffect, useEffectEvent } from 'react';

/** Runs `act` once when it is wanted: a link may lead straight into doing something. */
export function useOnce(wanted: boolean, act: () => void): void {
  const run = useEffectEvent(act);
  useEffect(() => { if (wanted) run(); }, [wanted]);
}
