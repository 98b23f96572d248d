import type { Page } from 'playwright-core';

interface TraceEvent { readonly name: string; readonly ph: string; readonly ts: number; readonly dur?: number; readonly tdur?: number; readonly tid: number; readonly pid: number }

const PAINTING = new Set(['PrePaint', 'Paint', 'Layerize', 'Commit']);
/** A frame in which less was done has not scrolled. */
const LEAST_MS = 1;

/**
 * What the page's main thread did for each frame in which something moved while `act` ran: scripting, styles and layout, ms of its own time, ascending.
 * From a trace of the browser: a frame lasts from one beginning of the main thread's frame to the next, and counts the tasks in between without their painting.
 */
export async function frameTimes(page: Page, act: () => Promise<void>): Promise<number[]> {
  const browser = page.context().browser()!;
  await browser.startTracing(page, { categories: ['cc', 'benchmark', 'devtools.timeline', 'disabled-by-default-devtools.timeline'] });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const starts = traceEvents.filter(({ name }) => name === 'ProxyMain::BeginMainFrame');
  const thread = busiest(starts);
  const frames = starts.filter(({ pid, tid }) => `${pid} ${tid}` === thread).map(({ ts }) => ts).sort((a, b) => a - b);
  const parts = traceEvents.filter(({ name, ph, pid, tid }) => ph === 'X' && (name === 'RunTask' || PAINTING.has(name)) && `${pid} ${tid}` === thread);
  const busy = new Float64Array(Math.max(0, frames.length - 1));
  for (const { name, ts, dur = 0, tdur = dur } of parts) {
    const at = frames.findLastIndex(start => start <= ts + dur);
    if (at >= 0 && at < busy.length) busy[at]! += (name === 'RunTask' ? tdur : -tdur) / 1000; // the thread's own time: other programs don't count
  }
  return [...busy].filter(ms => ms >= LEAST_MS).sort((a, b) => a - b);
}

/** The thread with most of the events: the page that is looked at. */
function busiest(events: readonly TraceEvent[]): string {
  const counts = new Map<string, number>();
  for (const { pid, tid } of events) counts.set(`${pid} ${tid}`, (counts.get(`${pid} ${tid}`) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '';
}

/** Ms of its own time that the page's main thread spent while `act` ran. */
export async function mainThreadMs(page: Page, act: () => Promise<unknown>): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const spent = async () => (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000;
  const before = await spent();
  await act();
  const after = await spent();
  await session.detach();
  return after - before;
}
