import { setImmediate as othersTurn } from 'node:timers/promises';
import { detached } from '../base/detached.ts';
import { textFormat } from '../formats/exposition.ts';
import { openMetricsFormat } from '../formats/openmetrics.ts';
import { PageReader } from '../formats/page.ts';
import { parseSeriesKey } from '../formats/serieskey.ts';
import { AppError } from '../shared/model/errors.ts';
import type { TargetConfig } from '../shared/model/target.ts';
import type { Columns, Feed } from './feed.ts';
import { type FetchedPage, PageClient } from './pageclient.ts';

/** Lines read at a stretch: a few ms. */
const STRETCH = 20_000;

/** A page in the text format or OpenMetrics, over HTTP. A series is known by how the page writes it. */
export function pageFeed(config: TargetConfig): Feed<string> {
  const client = new PageClient(config);
  return {
    read: async (_time, signal) => readPage(await client.get(signal), signal),
    close: () => client.close(),
    kept: detached,
  };
}

/** errors  AppError 'bad-data' naming line and column */
export async function readPage(fetched: FetchedPage, signal: AbortSignal): Promise<Columns<string>> {
  const { body, contentType } = fetched;
  try {
    const format = contentType.startsWith('application/openmetrics-text') ? openMetricsFormat : textFormat;
    const reader = new PageReader(body, format);
    while (!reader.read(STRETCH)) {
      await othersTurn();
      signal.throwIfAborted();
    }
    const page = reader.page();
    return { ...page, labels: i => parseSeriesKey(page.keys[i]!, reader.refuserOf(i)), place: i => reader.place(page.starts[i]!) };
  } catch (error) {
    if (!(error instanceof AppError) || !contentType.startsWith('text/html')) throw error;
    throw new AppError('bad-data', `this is a web page (text/html), not metrics: ${error.message}`, { cause: error });
  }
}
