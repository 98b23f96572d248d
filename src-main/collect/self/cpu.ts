import { parseCpu } from '../../formats/proc/stat.ts';
import type { Measurement } from '../../formats/proc/measurement.ts';
import { something, type Part } from './part.ts';

/** A core whose idle time falls by more than this has been taken out and put in again: its counters begin anew. */
const NEW_CORE_SECONDS = 3;

/**
 * CPU time by core and mode. The kernel's iowait and idle now and then go back by a tick (proc_stat(5)), which would look like
 * a counter that began anew; so a counter stays where it is until it is passed, unless the core is a new one.
 */
export function cpuPart(): Part {
  const highest = new Map<string, number>();
  return {
    name: 'cpu',
    everyMs: 0,
    read({ files }) {
      const measurements = something(parseCpu(files.text('proc/stat')), '/proc/stat');
      for (const core of newCores(measurements, highest)) forget(core, highest);
      return measurements.map(measurement => {
        const key = keyOf(measurement);
        const value = Math.max(measurement.value, highest.get(key) ?? 0);
        highest.set(key, value);
        return value === measurement.value ? measurement : { ...measurement, value };
      });
    },
  };
}

const keyOf = ({ metric, labels: [cpu, mode] }: Measurement): string => `${cpu} ${mode} ${metric.name}`;

function newCores(measurements: readonly Measurement[], highest: ReadonlyMap<string, number>): string[] {
  return measurements.flatMap(measurement => {
    const [cpu = '', mode] = measurement.labels;
    const fallen = (highest.get(keyOf(measurement)) ?? 0) - measurement.value;
    return mode === 'idle' && fallen >= NEW_CORE_SECONDS ? [cpu] : [];
  });
}

function forget(core: string, highest: Map<string, number>): void {
  for (const key of highest.keys()) if (key.startsWith(`${core} `)) highest.delete(key);
}
