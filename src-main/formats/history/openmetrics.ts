import { openMetricsFormat } from '../openmetrics.ts';
import { type PageFormat, PageReader } from '../page.ts';
import { parseSeriesKey } from '../serieskey.ts';
import type { LineDecoder } from './decoder.ts';

/** A part of a page has no end of its own. */
const part: PageFormat = { ...openMetricsFormat, end: () => undefined };

/** OpenMetrics text, as `promtool tsdb create-blocks-from openmetrics` takes it: each sample brings its time. */
export const openMetricsHistory: LineDecoder = {
  decode: (bytes, into) => {
    into.clear();
    const reader = new PageReader(bytes, part);
    reader.read();
    const { keys, values, times, starts } = reader.page();
    keys.forEach((key, i) => {
      const time = times?.[i] ?? Number.NaN;
      if (Number.isNaN(time)) reader.refuse(starts[i]!, 'a sample without a time, which history needs');
      into.open(key, () => parseSeriesKey(key, reader.refuserOf(i)));
      into.add(time, values[i]!);
    });
  },
};
