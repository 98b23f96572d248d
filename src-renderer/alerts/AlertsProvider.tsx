import { createContext, type ReactNode, useContext, useMemo } from 'react';
import type { AlertInstance } from '../../src-main/shared/model/alert.ts';
import type { AppError } from '../../src-main/shared/model/errors.ts';
import type { Labels } from '../../src-main/shared/model/labels.ts';
import type { SilenceState } from '../../src-main/shared/model/silence.ts';
import type { Host } from '../host/client.ts';
import { useStream } from '../host/hooks.ts';
import { severityOf, type Severity, worstOf } from './severity.ts';
import { silenceOf } from './silenced.ts';

const openAlerts = (host: Host, signal: AbortSignal) => host.alerts.changes({}, signal);
const openSilences = (host: Host, signal: AbortSignal) => host.silences.changes({}, signal);

interface LiveAlerts {
  /** every alert there is now: waiting, firing, and what is over since a quarter of an hour; null before the first word */
  readonly live: readonly AlertInstance[] | null;
  readonly error: AppError | null;
  readonly silences: readonly SilenceState[];
  /** what fires and is not silenced */
  readonly firing: readonly AlertInstance[];
  /** the same by `<job>\n<instance>` */
  readonly firingOn: ReadonlyMap<string, readonly AlertInstance[]>;
}

const Context = createContext<LiveAlerts | null>(null);

/** Follows alerts and silences once for the whole page. */
export function AlertsProvider({ children }: { children: ReactNode }) {
  const { value: live, error } = useStream(openAlerts);
  const silences = useStream(openSilences).value ?? NO_SILENCES;
  const state = useMemo((): LiveAlerts => {
    const firing = (live ?? []).filter(alert => alert.state === 'firing' && silenceOf(alert.labels, silences) === undefined);
    return { live, error, silences, firing, firingOn: Map.groupBy(firing, ({ labels }) => machineKey(labels)) };
  }, [live, error, silences]);
  return <Context value={state}>{children}</Context>;
}

const NO_SILENCES: readonly SilenceState[] = [];
const NONE: readonly AlertInstance[] = [];
const machineKey = ({ job = '', instance = '' }: Labels): string => `${job}\n${instance}`;

export function useLiveAlerts(): LiveAlerts {
  const state = useContext(Context);
  if (!state) throw new Error('BUG: a screen outside of AlertsProvider');
  return state;
}

/** What fires on one machine, and how loud the loudest of it is. */
export function useFiringOn({ job, instance }: { readonly job: string; readonly instance: string }): { readonly firing: readonly AlertInstance[]; readonly severity: Severity } {
  const { firingOn } = useLiveAlerts();
  const firing = firingOn.get(machineKey({ job, instance })) ?? NONE;
  return { firing, severity: worstOf(firing.map(({ labels }) => severityOf(labels))) };
}
