import { type LabelPairs, pairValue } from '../../shared/model/labels.ts';
import { encoded, type SampleWriter, TimeTexts } from './writer.ts';

const SPACE = encoded(' '), END = encoded('\n');

/**
 * InfluxDB's line protocol: the metric as measurement, labels as tags, one field `value`, times in ns. It has no NaN and no infinity: those samples are left out.
 * source  docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol
 */
export function lineProtocol(): SampleWriter {
  const texts = new TimeTexts(time => `${time}${time === 0 ? '' : '000000'}`);
  return {
    head: () => undefined,
    series: (sheet, labels, times, values) => sheet.rows({ before: encoded(`${measurementOf(labels)} value=`), timeFirst: false, between: SPACE, end: END, special: () => null }, texts.of(times), values),
    tail: () => undefined,
  };
}

/** A line feed can't be escaped: it becomes a space. */
function measurementOf(labels: LabelPairs): string {
  const flat = (text: string): string => text.replace(/[\r\n]/g, ' ');
  const name = pairValue(labels, '__name__') || 'unnamed';
  const tags: string[] = [];
  for (let i = 0; i < labels.length; i += 2) {
    if (labels[i] === '__name__') continue;
    const value = flat(labels[i + 1]!).replace(/[,= ]/g, one => `\\${one}`);
    tags.push(`,${flat(labels[i]!).replace(/[,= ]/g, one => `\\${one}`)}=${value.endsWith('\\') ? `${value} ` : value}`);
  }
  return flat(name).replace(/[, ]/g, one => `\\${one}`) + tags.join('');
}
