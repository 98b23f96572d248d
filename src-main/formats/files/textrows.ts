import type { LabelPairs } from '../../shared/model/labels.ts';
import { bitsOf, isStale } from '../../shared/model/sample.ts';
import { numberText } from '../csv.ts';
import { isoTexts, type SampleWriter } from './writer.ts';

/** Wide enough for every double: `-1.2345678901234567e-308`. */
const VALUE_WIDTH = 24;
const TIME_WIDTH = 'YYYY-MM-DDTHH:mm:ss.sssZ'.length;

/** Time, value and series below each other, numbers to the right. */
export function textRows(): SampleWriter {
  const iso = isoTexts();
  return {
    head: sheet => sheet.text(`${'time'.padEnd(TIME_WIDTH)}  ${'value'.padStart(VALUE_WIDTH)}  series\n`),
    series: (sheet, labels, times, values) => {
      const name = seriesText(labels), bits = bitsOf(values);
      let written = 0;
      for (let i = 0; i < values.length; i++) {
        if (isStale(bits, i)) continue;
        sheet.text(`${iso(times[i]!).padEnd(TIME_WIDTH)}  ${numberText(values[i]!).padStart(VALUE_WIDTH)}  ${name}\n`);
        written++;
      }
      return written;
    },
    tail: () => undefined,
  };
}

/** `name{label="value"}`, on one line. */
export function seriesText(labels: LabelPairs): string {
  let name = '';
  const pairs: string[] = [];
  for (let i = 0; i < labels.length; i += 2) {
    if (labels[i] === '__name__') name = labels[i + 1]!;
    else pairs.push(`${labels[i]}=${JSON.stringify(labels[i + 1])}`);
  }
  return pairs.length > 0 || name === '' ? `${name}{${pairs.join(',')}}` : name;
}
