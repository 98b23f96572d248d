import { durationText } from '../host/range-text.ts';

/** Steps a range query may take, ms: multiples of the usual scrape intervals, so that points fall on samples. */
const STEPS_MS = [
  1000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000,
  3_600_000, 7_200_000, 10_800_000, 21_600_000, 43_200_000, 86_400_000, 172_800_000, 604_800_000, 2_592_000_000,
];
/** CSS pixels per point: finer than the eye follows in a line 1.4 px wide. */
const PIXELS_PER_POINT = 2;
/** What everything but this computer is scraped at, unless set. */
const SCRAPE_MS = 15_000;

/** The smallest usual step that gives at most one point per two pixels over `spanMs`; at least a second. */
export function stepFor(spanMs: number, widthPx: number): number {
  const wanted = spanMs / Math.max(1, widthPx / PIXELS_PER_POINT);
  return STEPS_MS.find(step => step >= wanted) ?? Math.ceil(wanted / STEPS_MS.at(-1)!) * STEPS_MS.at(-1)!;
}

export interface Steps { readonly from: number; readonly to: number; readonly step: number }

/** The range with both ends on whole steps since 1970, so that a refresh asks for the same points again; the end is not after `to`. */
export function alignedSteps(from: number, to: number, widthPx: number): Steps {
  const step = stepFor(to - from, widthPx);
  return { from: Math.ceil(from / step) * step, to: Math.max(Math.ceil(from / step), Math.floor(to / step)) * step, step };
}

/** A window for `rate` at this step: four scrapes at least, so that one lost scrape leaves a value, and never a hole between two steps. */
export const rateWindow = (stepMs: number, scrapeMs = SCRAPE_MS): string => durationText(Math.max(stepMs + scrapeMs, 4 * scrapeMs));

/** PromQL with `$__rate_interval`, `$__interval` and `$__range` put in. */
export const fillIn = (promql: string, { from, to, step }: Steps): string => promql
  .replaceAll('$__rate_interval', rateWindow(step))
  .replaceAll('$__interval', durationText(step))
  .replaceAll('$__range', durationText(Math.max(step, to - from)));
