import { setImmediate as othersTurn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { detached } from '../base/detached.ts';
import { textFormat } from '../formats/exposition.ts';
import { openMetricsFormat } from '../formats/openmetrics.ts';
import { PageReader } from '../formats/page.ts';
import { parseSeriesKey } from '../formats/serieskey.ts';
import type { TargetSecrets } from '../shared/contract/targets.ts';
import { AppError } from '../shared/model/errors.ts';
import type { TargetConfig } from '../shared/model/target.ts';
import type { Columns, Feed } from './feed.ts';
import { type FetchedPage, PageClient } from './pageclient.ts';
import { PLAIN_WAY, type Way } from './way.ts';

/** Lines read at a stretch: a few ms. */
const STRETCH = 20_000;

/** A page in the text format or OpenMetrics, over HTTP. A series is known by how the page writes it. */
export function pageFeed(config: TargetConfig, way: Way = PLAIN_WAY): Feed<string> {
  let kept: { readonly client: PageClient; readonly secrets: TargetSecrets } | null = null;
  const close = async () => {
    const { client } = kept ?? {};
    kept = null;
    await client?.close();
  };
  /** Other secrets, another connection; without them, none. */
  const clientNow = async (): Promise<PageClient> => {
    try {
      const secrets = await way.secrets();
      if (kept !== null && isDeepStrictEqual(kept.secrets, secrets)) return kept.client;
      await close();
      kept = { client: new PageClient(config, secrets, way.tunnels), secrets };
      return kept.client;
    } catch (error) {
      await close();
      throw error;
    }
  };
  return {
    read: async (_time, signal) => readPage(await (await clientNow()).get(signal), signal),
    close,
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
