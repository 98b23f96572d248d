import { z } from 'zod';
import { AppError } from '../shared/model/errors.ts';
import type { Labels } from '../shared/model/labels.ts';
import { TargetConfig } from '../shared/model/target.ts';
import { parseDuration } from './duration.ts';
import { joinUrl, splitUrl } from './targeturl.ts';

const PARAM = '__param_';
/** Stands in a template for the address that each target brings. */
export const ANY_ADDRESS = 'address.invalid';

/**
 * The configuration of one target that a list names.
 *
 * template  what all targets of the list share; its URL's address is replaced
 * address   host or host:port
 * labels    of the target. `__scheme__`, `__metrics_path__`, `__param_<name>`, `__scrape_interval__` and `__scrape_timeout__` take the place of what the
 *           template says, other names that begin with `__` are for its rules
 * source    prometheus/scrape, PopulateLabels
 * errors    AppError 'invalid-input'
 */
export function discoveredTarget(template: TargetConfig, address: string, labels: Labels): TargetConfig {
  const url = splitUrl(template.url);
  const special = (name: string, otherwise: string) => labels[name] || otherwise;
  const params = Object.entries(labels).flatMap(([name, value]) => {
    const param = name.startsWith(PARAM) ? name.slice(PARAM.length) : '';
    return param === '' || url.params.some(([known]) => known === param) ? [] : [[param, value] as const];
  });
  const names = Object.keys(labels).filter(name => labels[name] !== '');
  const parsed = Varying.safeParse({
    url: joinUrl({ scheme: special('__scheme__', url.scheme), address, path: special('__metrics_path__', url.path), params: [...url.params, ...params] }),
    intervalMs: duration(labels, '__scrape_interval__') ?? template.intervalMs, timeoutMs: duration(labels, '__scrape_timeout__') ?? template.timeoutMs,
    labels: picked(labels, names.filter(name => !name.startsWith('__'))),
    hiddenLabels: picked(labels, names.filter(name => name.startsWith('__') && !name.startsWith(PARAM) && !SPECIAL.has(name))),
  });
  if (!parsed.success) throw new AppError('invalid-input', `${parsed.error.issues[0]!.path.join('.')}: ${parsed.error.issues[0]!.message}`);
  if (parsed.data.timeoutMs > parsed.data.intervalMs) throw new AppError('invalid-input', 'the timeout is longer than the interval');
  return { ...template, ...parsed.data };
}

/** What is a target's own; the rest of its template is sound already, and shared by thousands. */
const Varying = z.object(TargetConfig.shape).pick({ url: true, intervalMs: true, timeoutMs: true, labels: true, hiddenLabels: true });

const SPECIAL: ReadonlySet<string> = new Set(['__address__', '__scheme__', '__metrics_path__', '__scrape_interval__', '__scrape_timeout__']);

const picked = (labels: Labels, names: readonly string[]): Record<string, string> => Object.fromEntries(names.map(name => [name, labels[name]!]));

function duration(labels: Labels, name: string): number | null {
  const text = labels[name] ?? '';
  if (text === '') return null;
  const ms = parseDuration(text);
  if (ms === null) throw new AppError('invalid-input', `${name} is ${JSON.stringify(text)}, which is no duration`);
  return ms;
}
