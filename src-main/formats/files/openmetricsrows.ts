import { type LabelPairs, pairValue } from '../../shared/model/labels.ts';
import { jsonFloat, jsonTime } from '../promnumber.ts';
import { encoded, type SampleWriter, TimeTexts } from './writer.ts';

const SPACE = encoded(' '), END = encoded('\n');
const PLAIN = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const escaped = (text: string): string => text.replace(/[\\"\n]/g, one => one === '\n' ? '\\n' : `\\${one}`);

/**
 * OpenMetrics text with times in seconds, as `promtool tsdb create-blocks-from openmetrics` reads it. All series of a name have to come one after the other. A name with other
 * characters than the classic ones stands in quotes.
 * source  OpenMetrics 1.0; of 2.0, quoted names
 */
export function openMetricsRows(): SampleWriter {
  const times = new TimeTexts(jsonTime);
  let name: string | null = null;
  return {
    head: () => undefined,
    series: (sheet, labels, at, values) => {
      const its = pairValue(labels, '__name__');
      if (its !== name) {
        name = its;
        sheet.text(`# TYPE ${PLAIN.test(its) ? its : `"${escaped(its)}"`} unknown\n`);
      }
      return sheet.rows({ before: encoded(`${metricOf(its, labels)} `), timeFirst: false, between: SPACE, end: END, special: jsonFloat }, times.of(at), values);
    },
    tail: sheet => sheet.text('# EOF\n'),
  };
}

function metricOf(name: string, labels: LabelPairs): string {
  const pairs = PLAIN.test(name) ? [] : [`"${escaped(name)}"`];
  for (let i = 0; i < labels.length; i += 2) {
    const label = labels[i]!;
    if (label !== '__name__') pairs.push(`${PLAIN.test(label) ? label : `"${escaped(label)}"`}="${escaped(labels[i + 1]!)}"`);
  }
  return `${PLAIN.test(name) ? name : ''}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`}`;
}
