import { Labelling } from '../../../../src-main/formats/proc/labelling.ts';
import type { Measurement } from '../../../../src-main/formats/proc/measurement.ts';

/** Measurements as `name{label="value"} 1.5`, one a line, to compare at a glance. */
export function lines(measurements: readonly Measurement[]): string[] {
  return new Labelling().readings(measurements).map(({ labels: { __name__: name, ...labels }, value }) => {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
    return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`;
  });
}
