/** After the first failure, ms. */
const FIRST_MS = 1_000;
const MOST_MS = 300_000;

/**
 * How long to wait before the next attempt: anything between nothing and a bound that doubles from one second to five minutes ("full jitter"),
 * so that hosts that fell together don't come back together.
 *
 * failures  in a row, from 1
 * random    a number in [0, 1)
 * source    M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015
 */
export const backoffMs = (failures: number, random: number): number =>
  Math.round(random * Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 30)));
