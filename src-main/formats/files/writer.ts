import type { LabelPairs } from '../../shared/model/labels.ts';
import type { Rows } from './rows.ts';

/** Formats of files of samples. */
export interface SampleWriter {
  /** what stands before everything */
  head(sheet: Rows): void;
  /** Some samples of a series, stale markers among them, which are left out. Returns how many were written. times: unix ms; series that have the same may hand in the same array */
  series(sheet: Rows, labels: LabelPairs, times: Float64Array, values: Float64Array): number;
  /** what stands behind everything */
  tail(sheet: Rows): void;
}

/** Texts of times, encoded once for all series that share the array. */
export class TimeTexts {
  bytes: Uint8Array = new Uint8Array(0);
  ends: Uint32Array = new Uint32Array(1);
  private times: Float64Array | null = null;
  private readonly write: (time: number) => string;

  constructor(write: (time: number) => string) { this.write = write; }

  of(times: Float64Array): this {
    if (times === this.times) return this;
    const { write } = this;
    const texts = Array.from(times, write);
    const ends = new Uint32Array(times.length + 1);
    for (let i = 0; i < texts.length; i++) ends[i + 1] = ends[i]! + texts[i]!.length; // times are ASCII
    this.bytes = Buffer.from(texts.join(''), 'latin1');
    this.ends = ends;
    this.times = times;
    return this;
  }
}

const TEXT = new TextEncoder();
export const encoded = (text: string): Uint8Array => TEXT.encode(text);

/** ISO 8601 in UTC; beyond the years that a calendar has, the number itself. Dates of one day are made of one text. */
export function isoTexts(): (time: number) => string {
  let day = Number.NaN, prefix = '';
  return time => {
    if (Math.abs(time) > 8.64e15) return String(time);
    const its = Math.floor(time / 86_400_000);
    if (its !== day) {
      day = its;
      prefix = new Date(its * 86_400_000).toISOString().slice(0, -13);
    }
    const ms = time - its * 86_400_000;
    const s = Math.floor(ms / 1000), m = Math.floor(s / 60), h = Math.floor(m / 60);
    return `${prefix}${two(h)}:${two(m - 60 * h)}:${two(s - 60 * m)}.${three(ms - 1000 * s)}Z`;
  };
}

const two = (n: number): string => n < 10 ? `0${n}` : `${n}`;
const three = (n: number): string => n < 10 ? `00${n}` : n < 100 ? `0${n}` : `${n}`;
