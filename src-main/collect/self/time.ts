import { gauge } from '../../formats/proc/measurement.ts';
import type { Part } from './part.ts';

const NOW = gauge('node_time_seconds', 'System time in seconds since epoch (1970).');

/** The time of the round itself. */
export const timePart = (): Part => ({ name: 'time', everyMs: 0, read: ({ time }) => [{ metric: NOW, labels: [], value: time / 1000 }] });
