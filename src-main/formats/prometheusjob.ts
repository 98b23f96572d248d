import type { Labels } from '../shared/model/labels.ts';
import { TargetConfig, type TargetInput } from '../shared/model/target.ts';
import { parseByteSize } from './bytesize.ts';
import { ANY_ADDRESS } from './discovered.ts';
import { durationText, parseDuration } from './duration.ts';
import { accessOf, type JobSecrets, type NamedFile, type Note } from './prometheusaccess.ts';
import { rulesIn } from './relabelyaml.ts';
import { joinUrl } from './targeturl.ts';
import type { YamlFields } from './yamlfields.ts';

export interface ScrapeJob {
  readonly line: number;
  readonly name: string;
  /** what its targets share; the address in its URL stands for theirs */
  readonly template: TargetConfig;
  readonly secrets: JobSecrets;
  /** a file with the authority's certificate, as it is written; null: none */
  readonly caFile: NamedFile | null;
  readonly targets: readonly { readonly line: number; readonly address: string; readonly labels: Labels }[];
  /** lists of targets in files, as they are written */
  readonly files: readonly { readonly line: number; readonly patterns: readonly string[] }[];
}

/** Durations in ms; limits 0 = none. */
export interface GlobalSettings { readonly intervalMs: number; readonly timeoutMs: number; readonly sampleLimit: number; readonly bodyLimitBytes: number }

const LEAST_INTERVAL_MS = 1000;
const LEAST_TIMEOUT_MS = 100;
/** Prometheus takes a `*` in the last part only. */
const FILE_PATTERN = /^[^*]*(?:\*[^/]*)?\.(?:json|yml|yaml|JSON|YML|YAML)$/;

/** One entry of scrape_configs; null when something in it is wrong, which is then noted. */
export function scrapeJob(entry: YamlFields, name: string, global: GlobalSettings, note: Note): ScrapeJob | null {
  let sound = true;
  const complain = (line: number, problem: string, field = '') => {
    sound = false;
    note(line, field, 'wrong', problem);
  };
  const fields = entry.tellingTo((line, problem) => complain(line, problem));
  fields.text('job_name');
  if (name === '') complain(fields.line, 'a job needs a name', 'job_name');
  const access = accessOf(fields, note);
  const input = { ...settingsOf(fields, name, global, note), ...access.config };
  const targets = staticTargets(fields);
  const files = fileLists(fields, complain);
  for (const { line, name: field } of fields.rest()) note(line, field, 'unsupported');
  const parsed = TargetConfig.safeParse(input);
  if (!parsed.success) complain(fields.line, `${parsed.error.issues[0]!.path.join('.')}: ${parsed.error.issues[0]!.message}`);
  return sound && parsed.success ? { line: fields.line, name, template: parsed.data, secrets: access.secrets, caFile: access.caFile, targets, files } : null;
}

function settingsOf(fields: YamlFields, name: string, global: GlobalSettings, note: Note): TargetInput {
  const { intervalMs, timeoutMs } = rhythmOf(fields, global, note);
  const list = (field: string) => [...rulesIn(fields.list(field), (line, problem) => fields.complain(line, `${field}: ${problem}`))];
  return {
    job: name, url: urlOf(fields), intervalMs, timeoutMs,
    honorLabels: fields.flag('honor_labels') ?? false, honorTimestamps: fields.flag('honor_timestamps') ?? true, followRedirects: fields.flag('follow_redirects') ?? true,
    sampleLimit: fields.value('sample_limit', 'a whole number', wholeNumber) ?? global.sampleLimit, bodyLimitBytes: fields.value('body_size_limit', 'a size like 10MB', parseByteSize) ?? global.bodyLimitBytes,
    relabelConfigs: list('relabel_configs'), metricRelabelConfigs: list('metric_relabel_configs'),
  };
}

const wholeNumber = (text: string): number | null => /^\d{1,15}$/.test(text) ? Number(text) : null;

function rhythmOf(fields: YamlFields, global: GlobalSettings, note: Note): { intervalMs: number; timeoutMs: number } {
  const written = fields.value('scrape_interval', 'a duration like 15s', parseDuration) || global.intervalMs;
  const timeout = fields.value('scrape_timeout', 'a duration like 10s', parseDuration) || Math.min(global.timeoutMs, written);
  if (timeout > written) fields.complain(fields.lineOf('scrape_timeout'), `scrape_timeout is longer than the interval of ${durationText(written)}`);
  const intervalMs = Math.max(written, LEAST_INTERVAL_MS);
  if (intervalMs !== written) note(fields.lineOf('scrape_interval'), 'scrape_interval', 'adjusted', durationText(intervalMs));
  return { intervalMs, timeoutMs: Math.min(Math.max(timeout, LEAST_TIMEOUT_MS), intervalMs) };
}

function urlOf(fields: YamlFields): string {
  const scheme = fields.value('scheme', 'http or https', text => (text === 'http' || text === 'https' ? text : null)) ?? 'http';
  const params = fields.map('params');
  const pairs = (params?.names() ?? []).flatMap(name => params!.texts(name).map(({ text }) => [name, text] as const));
  return joinUrl({ scheme, address: ANY_ADDRESS, path: fields.text('metrics_path') || '/metrics', params: pairs });
}

function staticTargets(fields: YamlFields): ScrapeJob['targets'] {
  return fields.maps('static_configs').flatMap(group => {
    const labels = group.pairs('labels');
    const targets = group.texts('targets').map(({ line, text }) => ({ line, address: text, labels }));
    for (const { line, name } of group.rest()) fields.complain(line, `${name} is no field of static_configs`);
    return targets;
  });
}

function fileLists(fields: YamlFields, complain: (line: number, problem: string) => void): ScrapeJob['files'] {
  return fields.maps('file_sd_configs').flatMap(list => {
    const files = list.texts('files');
    list.text('refresh_interval'); // files are looked at more often than that
    for (const { line, text } of files) if (!FILE_PATTERN.test(text)) complain(line, 'a file of targets ends in .json, .yml or .yaml, with a * in its last part at most');
    for (const { line, name } of list.rest()) complain(line, `${name} is no field of file_sd_configs`);
    return files.length === 0 ? [] : [{ line: list.line, patterns: files.map(({ text }) => text) }];
  });
}
