import type { Clock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import { AppError } from '../shared/model/errors.ts';
import type { RelabelExplained } from '../shared/model/relabel.ts';
import type { TargetConfig } from '../shared/model/target.ts';
import type { Endpoint } from './endpoint.ts';
import { columnsOf, explainPage, explainTarget, type Wanted } from './explain.ts';
import { networkFailure, ScrapeFailure } from './failure.ts';
import type { Columns } from './feed.ts';
import { pageFeed } from './pagefeed.ts';
import type { Way } from './way.ts';

/** What the rules are tried on: series as text, or, with `live`, the page the target shows now; neither: only the target itself. */
export interface Tried extends Wanted { readonly metrics: string; readonly live: boolean }

/** Shows what a configuration's rules do to the target and to its series. Nothing is stored; a page that can't be had or read is told, not thrown. */
export async function testRelabelling(config: TargetConfig, tried: Tried, way: Way, clock: Clock, signal: AbortSignal): Promise<RelabelExplained> {
  const { told: target, endpoint } = explainTarget(config);
  if (endpoint === null || (tried.metrics === '' && !tried.live)) return { target, page: null, pageProblem: null };
  try {
    const columns = tried.metrics === '' ? await fetched(endpoint, way, clock, signal) : columnsOf(tried.metrics);
    return { target, page: await explainPage(columns, endpoint, tried), pageProblem: null };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ScrapeFailure || error instanceof AppError) return { target, page: null, pageProblem: error.message };
    throw error;
  }
}

async function fetched({ asked }: Endpoint, way: Way, clock: Clock, signal: AbortSignal): Promise<Columns<string>> {
  const feed = pageFeed(asked, way);
  try {
    const late = () => new ScrapeFailure('timeout', `no whole answer within ${asked.timeoutMs / 1000} s`);
    return await withDeadline(clock, asked.timeoutMs, signal, late, ending => feed.read(clock.now(), ending));
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof AppError ? error : networkFailure(error, new URL(asked.url).host);
  } finally {
    await feed.close();
  }
}
