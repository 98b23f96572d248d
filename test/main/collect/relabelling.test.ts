import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { prometheusTarget } from '../../../src-main/api/prometheus-targets.ts';
import { systemClock } from '../../../src-main/base/clock.ts';
import { discoveredLabels } from '../../../src-main/collect/endpoint.ts';
import { FileLists } from '../../../src-main/collect/filelists.ts';
import { importPrometheus } from '../../../src-main/collect/prometheusimport.ts';
import { TargetRegistry } from '../../../src-main/collect/targets.ts';
import { type Labels, toLabels } from '../../../src-main/shared/model/labels.ts';
import { page, type PageServer, startPageServer } from '../../servers/pageserver.ts';
import { type Prometheus, startPrometheus } from '../../servers/prometheus.ts';
import { MemoryAppender } from './memoryappender.ts';
import { MemorySecrets } from './memorysecrets.ts';
import { PAGE, randomSeriesRules, randomTargetRules, SERIES_CASES, SILENT, TARGET_CASES } from './relabelcases.ts';

const RANDOM_TARGETS = randomTargetRules(100);
const RANDOM_SERIES = randomSeriesRules(100);
const SERIES_JOBS = SERIES_CASES.length + RANDOM_SERIES.length + 1;
const ABSENT = 'prometheus is not installed';

let dir: string;
let server: PageServer;
let prometheus: Prometheus | null;
const closing: (() => Promise<unknown>)[] = [];

/** By job: its targets as the API shows them, or the labels of those that are dropped, or its series with their newest values. */
type ByJob = ReadonlyMap<string, readonly unknown[]>;
let theirs: { readonly active: ByJob; readonly dropped: ByJob; readonly series: ByJob };
let ours: typeof theirs;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'stratoscope-relabel-'));
  server = await startPageServer(page(PAGE));
  writeFileSync(join(dir, 'listed.json'), JSON.stringify([{ targets: ['127.0.0.1:1', '127.0.0.1:2'], labels: { __meta_rack: '7', env: 'test' } }, { targets: ['127.0.0.1:3'] }]));
  writeFileSync(join(dir, 'listed.yml'), '- targets: [127.0.0.1:4]\n  labels: { rack: 8 }\n');
  prometheus = await startPrometheus({ config: `${HEAD}${silentJobs()}${seriesJobs()}` });
  if (prometheus === null) return;
  const appender = new MemoryAppender();
  const idle = await imported(silentJobs(), appender, true);
  await imported(seriesJobs(), appender, false);
  await vi.waitFor(async () => expect(await theirResult('count_over_time(up{case="kept"}[1m]) >= 2 and on (job) scrape_series_added == 0')).toHaveLength(SERIES_JOBS), { timeout: 90_000, interval: 500 });
  const settled = () => appender.series().filter(({ labels, written }) => labels['__name__'] === 'scrape_series_added' && written.length >= 2 && written.at(-1)!.value === 0);
  await vi.waitFor(() => expect(settled()).toHaveLength(SERIES_JOBS), { timeout: 60_000, interval: 500 });
  ours = { ...idle, series: seriesByJob(appender.series().map(({ labels, written }) => ({ labels, value: written.at(-1)!.value }))) };
  theirs = { ...await theirTargets(), series: seriesByJob((await theirResult('{job=~".*series.*"}')).map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }))) };
}, 180_000);

afterAll(async () => {
  for (const close of closing.reverse()) await close();
  await prometheus?.stop();
  await server?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const HEAD = 'global: { scrape_interval: 2s, scrape_timeout: 2s }\nscrape_configs:\n';
/** These are not asked while the test runs. */
const HOURLY = 'scrape_interval: 1h\nscrape_timeout: 1m\n';
const jobText = (name: string, targets: readonly string[], labels: string, more: string) =>
  `- job_name: '${name}'\n${more.trimEnd().replace(/^/gm, '  ')}\n  static_configs: [{ targets: [${targets.map(target => `'${target}'`).join(', ')}], labels: ${labels} }]\n`;
const rulesText = (field: string, yaml: string) => (yaml.startsWith('[') ? `${field}: ${yaml}\n` : `${field}:\n${yaml}`);

function silentJobs(): string {
  const named = TARGET_CASES.map(({ name, rules, more = '', labels = '{}', targets = SILENT }) => jobText(name, targets, labels, `${HOURLY}${more}\n${rulesText('relabel_configs', rules)}`));
  const random = RANDOM_TARGETS.map((rules, i) => jobText(`random ${i}`, SILENT.slice(0, 3), '{ env: prod, __meta_zone: b, __tmp: x }', `${HOURLY}${rulesText('relabel_configs', rules)}`));
  const listed = `${HOURLY}file_sd_configs: [{ files: ['${dir}/*.json', '${dir}/listed.yml'] }]\nrelabel_configs: [{ action: labelmap, regex: __meta_(rack) }, { source_labels: [__meta_filepath], regex: '.*/(.*)', target_label: file }]`;
  return [...named, ...random, jobText('listed', [], '{}', listed)].join('');
}

function seriesJobs(): string {
  const all = [...SERIES_CASES.map(one => ({ more: '', ...one })), { name: 'without a name', rules: '[{ action: labeldrop, regex: __name__ }]', more: '' }, ...RANDOM_SERIES.map((rules, i) => ({ name: `random ${i}`, rules, more: '' }))];
  return all.map(({ name, rules, more }) => jobText(`series ${name}`, [`127.0.0.1:${server.port}`], '{ case: kept }', `${more}\n${rulesText('metric_relabel_configs', rules)}`)).join('');
}

/** Our side: the same jobs by way of an import. */
async function imported(jobs: string, appender: MemoryAppender, idle: boolean): Promise<Omit<typeof theirs, 'series'>> {
  const onError = (error: unknown) => { throw error; };
  const secrets = new MemorySecrets();
  const targets = new TargetRegistry({ clock: systemClock, appender, secrets, tunnels: null, builtIns: [], idle, onError, store: { load: () => [], ids: () => [], save: () => undefined, delete: () => undefined } });
  const lists = new FileLists({ clock: systemClock, secrets, targets, onError, store: { load: () => [], save: () => undefined, delete: () => undefined } });
  closing.push(() => targets.stop(), () => lists.stop());
  await importPrometheus({ text: `${HEAD}${jobs}`, folder: null, dryRun: false }, { targets, lists });
  const dropped = targets.list().filter(({ health }) => health === 'dropped');
  return targetsByJob(targets.list().filter(({ health }) => health !== 'dropped').map(prometheusTarget), dropped.map(({ config }) => toLabels(discoveredLabels(config))));
}

async function theirData<T>(path: string): Promise<T> {
  const answer = await (await fetch(`${prometheus!.url}/api/v1/${path}`)).json() as { status: string; data: T; error?: string };
  if (answer.status !== 'success') throw new Error(answer.error);
  return answer.data;
}
const theirResult = async (query: string) => (await theirData<{ result: { metric: Labels; value: [number, string] }[] }>(`query?query=${encodeURIComponent(query)}`)).result;

interface ApiTarget { readonly scrapePool: string; readonly scrapeUrl: string; readonly labels: Labels; readonly scrapeInterval: string; readonly scrapeTimeout: string }

async function theirTargets(): Promise<Omit<typeof theirs, 'series'>> {
  const { activeTargets, droppedTargets } = await theirData<{ activeTargets: ApiTarget[]; droppedTargets: { discoveredLabels: Labels }[] }>('targets');
  return targetsByJob(activeTargets, droppedTargets.map(({ discoveredLabels: labels }) => labels));
}

function targetsByJob(active: readonly ApiTarget[], dropped: readonly Labels[]) {
  const sorted = (url: string) => { const all = new URL(url); all.searchParams.sort(); return all.href; };
  return {
    active: grouped(active, ({ scrapePool, scrapeUrl, labels, scrapeInterval, scrapeTimeout }) => [scrapePool, { url: sorted(scrapeUrl), labels: { ...labels }, scrapeInterval, scrapeTimeout }]),
    dropped: grouped(dropped, labels => [labels['job']!, { ...labels }]),
  };
}

/** How long a scrape took is nobody's doing. */
function seriesByJob(series: readonly { readonly labels: Labels; readonly value: number }[]): ByJob {
  const told = series.map(({ labels, value }) => ({ labels: { ...labels }, value: labels['__name__'] === 'scrape_duration_seconds' ? 0 : value }));
  return grouped(told, one => [one.labels['job']!, one]);
}

function grouped<T>(items: readonly T[], entry: (item: T) => readonly [string, unknown]): ByJob {
  const groups = new Map<string, unknown[]>();
  for (const item of items) {
    const [name, value] = entry(item);
    groups.set(name, [...groups.get(name) ?? [], value]);
  }
  const text = (value: unknown) => JSON.stringify(value, (_, inner) => inner !== null && typeof inner === 'object' && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort()) : inner);
  for (const group of groups.values()) group.sort((a, b) => (text(a) < text(b) ? -1 : 1));
  return groups;
}

test.for([...TARGET_CASES.map(({ name }) => name), 'listed'])('targets: %s', (name, context) => {
  if (prometheus === null) return context.skip(ABSENT);
  expect(ours.active.get(name) ?? []).toEqual(theirs.active.get(name) ?? []);
});

test('targets: those that are dropped', context => {
  if (prometheus === null) return context.skip(ABSENT);
  const count = (jobs: ByJob) => [...jobs.values()].flat().length;
  expect(count(ours.dropped)).toBe(count(theirs.dropped));
  for (const name of ['keep', 'drop', 'drop: everything']) expect(ours.dropped.get(name)).toEqual(theirs.dropped.get(name)); // where other rules stand before, 2.42 tells labels that these have changed
});

test.for(SERIES_CASES.map(({ name }) => name))('series: %s', (name, context) => {
  if (prometheus === null) return context.skip(ABSENT);
  expect(ours.series.get(`series ${name}`)).toEqual(theirs.series.get(`series ${name}`));
});

test('series: a page whose series lose their name is refused', context => {
  if (prometheus === null) return context.skip(ABSENT);
  const up = (series: readonly unknown[] | undefined) => series?.filter(one => ['up', 'scrape_samples_post_metric_relabeling'].includes((one as { labels: Labels }).labels['__name__']!));
  expect(up(ours.series.get('series without a name'))).toEqual(up(theirs.series.get('series without a name')));
});

test('targets: a hundred sets of rules that nobody has thought of', context => {
  if (prometheus === null) return context.skip(ABSENT);
  RANDOM_TARGETS.forEach((rules, i) => {
    expect([rules, ours.active.get(`random ${i}`)]).toEqual([rules, theirs.active.get(`random ${i}`)]);
  });
});

test('series: a hundred sets of rules that nobody has thought of', context => {
  if (prometheus === null) return context.skip(ABSENT);
  RANDOM_SERIES.forEach((rules, i) => { expect([rules, ours.series.get(`series random ${i}`)]).toEqual([rules, theirs.series.get(`series random ${i}`)]); });
});
