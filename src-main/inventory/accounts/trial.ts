import type { Clock } from '../../base/clock.ts';
import { withDeadline } from '../../base/deadline.ts';
import type { Provider } from '../../providers/provider.ts';
import type { AccountConfig, AccountStep, AccountTestStep } from '../../shared/model/cloud.ts';
import { AppError } from '../../shared/model/errors.ts';

const STEP_MS = 20_000;
/** Regions listed at a time. */
const AT_ONCE = 8;

/**
 * Asks for everything that an account's lists need, told step by step; nothing is kept. The first step that fails is the last one, but of
 * the regions each is told of by itself, as it answers.
 */
export async function* tryAccount(provider: Provider, config: Pick<AccountConfig, 'regions'>, clock: Clock, signal: AbortSignal): AsyncGenerator<AccountTestStep, void> {
  const attempt = async <T>(step: AccountStep, region: string, run: (within: AbortSignal) => Promise<T>, found: (value: T) => string, count: (value: T) => number = () => 0): Promise<{ told: AccountTestStep; value: T | null }> => {
    const begin = clock.monotonic();
    const told = (ok: boolean, detail: string, code: AccountTestStep['code'], machines = 0): AccountTestStep => ({ step, region, ok, ms: clock.monotonic() - begin, detail, code, machines });
    try {
      const value = await withDeadline(clock, STEP_MS, signal, () => new AppError('timeout', `No whole answer within ${STEP_MS / 1000} s.`), run);
      return { told: told(true, found(value), null, count(value)), value };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof AppError)) throw error;
      return { told: told(false, error.message, error.code), value: null };
    }
  };

  const credentials = await attempt('credentials', '', within => provider.credentials(within), text => text);
  yield credentials.told;
  if (!credentials.told.ok) return;
  const identity = await attempt('identity', '', within => provider.identity(within), ({ account, user }) => `account ${account}, ${user}`);
  yield identity.told;
  if (!identity.told.ok) return;
  const regions = await attempt('regions', '', async within => config.regions.length > 0 ? config.regions : provider.regions(within), names => config.regions.length > 0 ? `${names.length} chosen` : `${names.length} switched on`);
  yield regions.told;
  if (regions.value === null) return;
  const waiting = regions.value.values();
  const list = () => {
    const { value: region, done } = waiting.next();
    return done === true ? null : attempt('list', region, within => provider.list(region, within), machines => `${machines.length} machines`, machines => machines.length);
  };
  yield* asTheyEnd(list);
}

/** Runs what `begin` gives, so many at a time, and yields each as it ends. */
async function* asTheyEnd(begin: () => Promise<{ readonly told: AccountTestStep }> | null): AsyncGenerator<AccountTestStep, void> {
  const running = new Map<number, Promise<{ readonly key: number; readonly told: AccountTestStep }>>();
  let count = 0;
  const more = () => {
    const next = begin();
    if (next === null) return;
    const key = count++;
    running.set(key, next.then(({ told }) => ({ key, told })));
  };
  for (let i = 0; i < AT_ONCE; i++) more();
  while (running.size > 0) {
    const { key, told } = await Promise.race(running.values());
    running.delete(key);
    more();
    yield told;
  }
}
