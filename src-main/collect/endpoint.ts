import { isDeepStrictEqual } from 'node:util';
import { durationText, parseDuration } from '../formats/duration.ts';
import { compileRelabeling, explain, relabel, type Relabeling } from '../formats/relabel.ts';
import { joinUrl, splitUrl, type TargetUrl } from '../formats/targeturl.ts';
import { AppError } from '../shared/model/errors.ts';
import { type Labels, type LabelPairs, pairValue, toPairs } from '../shared/model/labels.ts';
import type { RelabelRule } from '../shared/model/relabel.ts';
import type { TargetConfig } from '../shared/model/target.ts';
import { withPort } from './targetlabels.ts';

/** What a configuration comes to: where to ask, how often, and what its series are called. */
export interface Endpoint {
  /** as the user wrote it */
  readonly config: TargetConfig;
  /** the same with url, interval and timeout as relabelling leaves them */
  readonly asked: TargetConfig;
  /** what every series of it carries; of a dropped one, what it would without relabelling */
  readonly labels: LabelPairs;
  /** done to each of its series */
  readonly metricRelabeling: Relabeling;
  /** the rule, from 0, that leaves this target out; null when none does */
  readonly droppedBy: number | null;
}

export type Compile = (rules: readonly RelabelRule[], what: string) => Relabeling;

const PARAM = '__param_';
/** Sets of rules that are kept compiled. */
const MAX_COMPILED = 200;
/** Bounds of TargetConfig, which relabelling must not leave. */
const INTERVAL_MS = { least: 1000, most: 86_400_000 };

/**
 * Relabels the target and reads off what came of it.
 * compile  for who has many targets with the same rules
 * source  prometheus/scrape, PopulateLabels and Target.URL
 * errors  AppError 'invalid-input': a rule that can't be compiled, by its number; an outcome that can't be scraped
 */
export function endpointOf(config: TargetConfig, compile: Compile = compileRelabeling): Endpoint {
  const relabeling = rulesOf(compile, config.relabelConfigs, 'relabel_configs');
  const metricRelabeling = rulesOf(compile, config.metricRelabelConfigs, 'metric_relabel_configs');
  const before = discoveredLabels(config);
  const after = relabel(relabeling, before);
  if (after === null) return { config, asked: config, labels: publicLabels(before), metricRelabeling, droppedBy: explain(relabeling, before).at(-1)!.rule };
  const asked = config.relabelConfigs.length === 0 ? config : askedFor(config, after);
  return { config, asked, labels: publicLabels(after), metricRelabeling, droppedBy: null };
}

/** Compiles what it has not compiled just before. */
export function keptCompiled(): Compile {
  const kept = new Map<string, Relabeling>();
  return (rules, what) => {
    const key = JSON.stringify([what, rules]);
    const compiled = kept.get(key) ?? compileRelabeling(rules, what);
    kept.delete(key); // to the end: the one not asked for the longest goes first
    kept.set(key, compiled);
    for (const oldest of kept.keys()) if (kept.size > MAX_COMPILED) kept.delete(oldest);
    return compiled;
  };
}

/** What relabelling begins with. */
export function discoveredLabels(config: TargetConfig): LabelPairs {
  const { address, scheme, path, params } = splitUrl(config.url);
  const labels: Record<string, string> = {
    ...config.hiddenLabels, job: config.job, ...filled({ instance: config.instance ?? '' }), ...filled(config.labels),
    __address__: address, __scheme__: scheme, __metrics_path__: path,
    __scrape_interval__: durationText(config.intervalMs), __scrape_timeout__: durationText(config.timeoutMs),
  };
  for (const [name, value] of params.toReversed()) labels[PARAM + name] = value; // the first of a name stands
  return toPairs(labels);
}

const filled = (labels: Labels): Labels => Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''));

function rulesOf(compile: Compile, rules: readonly RelabelRule[], what: string): Relabeling {
  try {
    return compile(rules, what);
  } catch (error) {
    throw error instanceof AppError ? refused(error.message, error) : error;
  }
}

const refused = (message: string, cause?: unknown): AppError => new AppError('invalid-input', message, { cause });

/** Without what begins with `__`; the instance is the address unless something has named it. */
function publicLabels(labels: LabelPairs): LabelPairs {
  const kept: Record<string, string> = Object.create(null);
  for (let i = 0; i < labels.length; i += 2) if (!labels[i]!.startsWith('__')) kept[labels[i]!] = labels[i + 1]!;
  if (Object.hasOwn(kept, '')) throw refused('relabelling gives a label without a name');
  kept['instance'] ??= withPort(pairValue(labels, '__address__'), pairValue(labels, '__scheme__'));
  return toPairs(kept);
}

function askedFor(config: TargetConfig, after: LabelPairs): TargetConfig {
  const intervalMs = durationLabel(after, '__scrape_interval__');
  const timeoutMs = durationLabel(after, '__scrape_timeout__');
  if (intervalMs < INTERVAL_MS.least || intervalMs > INTERVAL_MS.most) throw refused(`after relabelling, __scrape_interval__ is ${durationText(intervalMs)}; from 1s to 1d is taken`);
  if (timeoutMs === 0 || timeoutMs > intervalMs) throw refused(`after relabelling, __scrape_timeout__ is ${durationText(timeoutMs)}; it has to be above 0 and not longer than the interval of ${durationText(intervalMs)}`);
  return { ...config, intervalMs, timeoutMs, url: urlOf(config.url, after) };
}

function durationLabel(labels: LabelPairs, name: string): number {
  const text = pairValue(labels, name);
  const ms = parseDuration(text);
  if (ms === null) throw refused(`after relabelling, ${name} is ${JSON.stringify(text)}, which is no duration`);
  return ms;
}

/** What relabelling has left alone stays as it was written. */
function urlOf(text: string, after: LabelPairs): string {
  const written = splitUrl(text);
  const url = { scheme: pairValue(after, '__scheme__') || 'http', address: pairValue(after, '__address__'), path: pairValue(after, '__metrics_path__'), params: paramsOf(written.params, after) };
  if (isDeepStrictEqual(url, written)) return text;
  try {
    return joinUrl(url);
  } catch (error) {
    throw error instanceof AppError ? refused(`after relabelling, ${error.message}`, error) : error;
  }
}

/** A label stands for the first of its parameters; one whose label is gone stays. */
function paramsOf(params: TargetUrl['params'], after: LabelPairs): TargetUrl['params'] {
  const changed = [...params];
  for (let i = 0; i < after.length; i += 2) {
    if (!after[i]!.startsWith(PARAM)) continue;
    const name = after[i]!.slice(PARAM.length);
    const first = changed.findIndex(([known]) => known === name);
    changed.splice(first < 0 ? changed.length : first, first < 0 ? 0 : 1, [name, after[i + 1]!]);
  }
  return changed;
}
