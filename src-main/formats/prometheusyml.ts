import { AppError } from '../shared/model/errors.ts';
import type { LeftOut } from '../shared/model/prometheusimport.ts';
import { parseByteSize } from './bytesize.ts';
import { parseDuration } from './duration.ts';
import type { Note } from './prometheusaccess.ts';
import { type GlobalSettings, type ScrapeJob, scrapeJob } from './prometheusjob.ts';
import { YamlFields } from './yamlfields.ts';
import { parseYaml } from './yamltree.ts';

/** What prometheus.yml says about scraping, and every place of it that is not taken. */
export interface PrometheusConfig { readonly jobs: readonly ScrapeJob[]; readonly leftOut: readonly LeftOut[] }

/** Prometheus's own, ms. */
const DEFAULT_INTERVAL_MS = 60_000;
const DEFAULT_TIMEOUT_MS = 10_000;
const NOT_SCRAPING: ReadonlySet<string> = new Set(['rule_files', 'alerting', 'remote_write', 'remote_read', 'storage', 'tracing', 'otlp', 'runtime']);
const NOT_SCRAPING_GLOBAL: ReadonlySet<string> = new Set(['evaluation_interval', 'rule_query_offset', 'query_log_file']);

/**
 * Reads the scrape sections of prometheus.yml. A job with something wrong in it is left out whole: half of its rules would scrape other things than meant.
 * source  prometheus.io/docs/prometheus/latest/configuration
 * errors  AppError 'bad-data', at its line, for a text that is no YAML map; it never quotes what stands there
 */
export function parsePrometheusYml(text: string): PrometheusConfig {
  const root = parseYaml(text);
  if (root.kind !== 'map') throw new AppError('bad-data', `line ${root.line}, this is no prometheus.yml: it has no scrape_configs`);
  const leftOut: LeftOut[] = [];
  const notesOf = (job: string): Note => (line, field, reason, detail = '') => { leftOut.push({ line, job, field, reason, detail }); };
  const note = notesOf('');
  const file = new YamlFields(root, (line, problem) => note(line, '', 'wrong', problem));
  const global = globalSettings(file.map('global'), note);
  const names = new Set<string>();
  const jobs = file.maps('scrape_configs').flatMap(fields => {
    const name = fields.text('job_name') ?? '';
    const twice = names.has(name);
    names.add(name);
    if (!twice) return scrapeJob(fields, name, global, notesOf(name)) ?? [];
    notesOf(name)(fields.lineOf('job_name'), 'job_name', 'wrong', 'there is a job of this name above');
    return [];
  });
  for (const { line, name } of file.rest()) note(line, name, NOT_SCRAPING.has(name) ? 'elsewhere' : 'unsupported');
  return { jobs, leftOut: leftOut.toSorted((a, b) => a.line - b.line) };
}

function globalSettings(global: YamlFields | null, note: Note): GlobalSettings {
  const intervalMs = global?.value('scrape_interval', 'a duration like 15s', parseDuration) || DEFAULT_INTERVAL_MS;
  const timeoutMs = global?.value('scrape_timeout', 'a duration like 10s', parseDuration) || Math.min(DEFAULT_TIMEOUT_MS, intervalMs);
  const sampleLimit = global?.value('sample_limit', 'a whole number', wholeNumber) ?? 0;
  const bodyLimitBytes = global?.value('body_size_limit', 'a size like 10MB', parseByteSize) ?? 0;
  for (const { line, name } of global?.rest() ?? []) note(line, `global.${name}`, NOT_SCRAPING_GLOBAL.has(name) ? 'elsewhere' : 'unsupported');
  return { intervalMs, timeoutMs, sampleLimit, bodyLimitBytes };
}

const wholeNumber = (text: string): number | null => /^\d{1,15}$/.test(text) ? Number(text) : null;
