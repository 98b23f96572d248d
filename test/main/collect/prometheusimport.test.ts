import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FileLists, type StoredFileList } from '../../../src-main/collect/filelists.ts';
import { importPrometheus, readPrometheusYml } from '../../../src-main/collect/prometheusimport.ts';
import { type StoredTarget, TargetRegistry } from '../../../src-main/collect/targets.ts';
import { HandClock } from '../../handclock.ts';
import { AUTHORITY } from '../../servers/certificates.ts';
import { MemoryAppender } from './memoryappender.ts';
import { MemorySecrets } from './memorysecrets.ts';

let dir: string;
const ending: (() => Promise<unknown>)[] = [];
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'stratoscope-import-')); });
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
  rmSync(dir, { recursive: true, force: true });
});

function desk() {
  const clock = new HandClock(0);
  const secrets = new MemorySecrets();
  const stored = { targets: new Map<string, StoredTarget>(), lists: new Map<string, StoredFileList>() };
  const onError = (error: unknown) => { throw error; };
  const targets = new TargetRegistry({
    clock, appender: new MemoryAppender(), secrets, tunnels: null, builtIns: [], idle: true, onError,
    store: { load: () => [], ids: () => [], save: one => { stored.targets.set(one.id, one); }, delete: id => { stored.targets.delete(id); } },
  });
  const lists = new FileLists({ clock, secrets, targets, onError, store: { load: () => [], save: one => { stored.lists.set(one.id, one); }, delete: id => { stored.lists.delete(id); } } });
  ending.push(() => targets.stop(), () => lists.stop());
  const run = (text: string, dryRun = false, folder: string | null = dir) => importPrometheus({ text, folder, dryRun }, { targets, lists });
  return { run, secrets, stored, targets, lists };
}

const YML = `
global: { scrape_interval: 30s }
scrape_configs:
  - job_name: node
    basic_auth: { username: scraper, password: hunter2 }
    relabel_configs:
      - { source_labels: [__address__], regex: 'old.*', action: drop }
    static_configs:
      - targets: ['a:9100', 'old:9100', 'a:9100', 'http://b']
        labels: { env: prod }
    file_sd_configs:
      - files: ['targets/*.json']
  - job_name: other
    consul_sd_configs: [{ server: x }]
`;

const told = ({ targets, files, leftOut }: Awaited<ReturnType<typeof importPrometheus>>) => ({
  targets: targets.map(({ line, url, outcome, detail }) => [line, url, outcome, detail]), files: files.map(({ line, targets: count, outcome, detail }) => [line, count, outcome, detail]),
  leftOut: leftOut.map(({ line, job, field, reason }) => [line, job, field, reason]),
});

test('a dry run tells what would come, and adds nothing', async () => {
  mkdirSync(join(dir, 'targets'));
  writeFileSync(join(dir, 'targets', 'x.json'), '[{"targets": ["c:9100", "d:9100"]}]');
  const { run, stored, secrets, targets } = desk();
  const expected = {
    targets: [
      [9, 'http://a:9100/metrics', 'new', ''], [9, 'http://old:9100/metrics', 'dropped', ''],
      [9, 'http://a:9100/metrics', 'refused', 'The target in line 9 has the same labels.'], [9, 'http://b', 'refused', '__address__ is "http://b", which is no host:port'],
    ],
    files: [[12, 2, 'new', '']],
    leftOut: [[14, 'other', 'consul_sd_configs', 'unsupported']],
  };
  expect(told(await run(YML, true))).toEqual(expected);
  expect([stored.targets.size, stored.lists.size, secrets.kept.size, targets.list().length]).toEqual([0, 0, 0, 0]);

  expect(told(await run(YML))).toEqual(expected);
  expect(targets.list().map(({ kind, health, url, labels, config }) => [kind, health, url, labels, config.intervalMs])).toEqual([
    ['scrape', 'unknown', 'http://a:9100/metrics', { env: 'prod', instance: 'a:9100', job: 'node' }, 30_000], ['scrape', 'dropped', 'http://old:9100/metrics', { env: 'prod', instance: 'old:9100', job: 'node' }, 30_000],
    ['found', 'unknown', 'http://c:9100/metrics', { instance: 'c:9100', job: 'node' }, 30_000], ['found', 'unknown', 'http://d:9100/metrics', { instance: 'd:9100', job: 'node' }, 30_000],
  ]);
  expect([...secrets.kept.values()]).toEqual(['hunter2', 'hunter2', 'hunter2']);
  expect(JSON.stringify([...stored.targets.values(), ...stored.lists.values()])).not.toContain('hunter2');
});

test('what was imported once is known the next time', async () => {
  mkdirSync(join(dir, 'targets'));
  const { run, stored } = desk();
  await run(YML);
  const sizes = [stored.targets.size, stored.lists.size];
  const again = await run(YML);
  expect(again.targets.map(({ outcome }) => outcome)).toEqual(['known', 'known', 'refused', 'refused']);
  expect(again.files.map(({ outcome }) => outcome)).toEqual(['known']);
  expect([stored.targets.size, stored.lists.size]).toEqual(sizes);
});

test('paths relative to a file whose place is not known are refused with a word', async () => {
  const { run, lists } = desk();
  const { files, leftOut } = await run('scrape_configs:\n- job_name: j\n  tls_config: {ca_file: ca.pem}\n  file_sd_configs:\n  - files: [x.json]\n  - files: [/none/x.json]\n', false, null);
  expect(files.map(({ outcome, detail }) => [outcome, detail.slice(0, 40)])).toEqual([['refused', 'a path that begins with no / is looked f'], ['new', '']]);
  expect(leftOut).toEqual([{ line: 3, job: 'j', field: 'tls_config.ca_file', reason: 'wrong', detail: 'where prometheus.yml lies is not known' }]);
  expect(lists.list()).toHaveLength(1);
});

test("an authority's certificate is read in; a file that holds none is not, nor any key beside it", async () => {
  writeFileSync(join(dir, 'ca.pem'), `-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----\n${AUTHORITY}`);
  writeFileSync(join(dir, 'secret.txt'), 'hunter2');
  const { run, targets } = desk();
  const yml = (job: string, file: string) => `- job_name: ${job}\n  tls_config: {ca_file: ${file}}\n  static_configs: [{targets: ['${job}:1']}]\n`;
  const { leftOut } = await run(`scrape_configs:\n${yml('good', 'ca.pem')}${yml('bad', 'secret.txt')}${yml('none', '/none.pem')}`);
  expect(leftOut.map(({ job, detail }) => [job, detail])).toEqual([['bad', 'no certificates can be read from it'], ['none', 'no certificates can be read from it']]);
  expect(targets.list().map(({ config }) => config.tls.ca)).toEqual([AUTHORITY.trim(), undefined, undefined]);
});

test('a locked vault refuses what needs a secret, and nothing else', async () => {
  const { run, secrets, targets } = desk();
  secrets.locked = true;
  const { targets: outcome } = await run("scrape_configs:\n- job_name: a\n  bearer_token: hunter2\n  static_configs: [{targets: ['a:1']}]\n- job_name: b\n  static_configs: [{targets: ['b:1']}]\n");
  expect(outcome.map(one => [one.job, one.outcome, one.detail])).toEqual([['a', 'refused', 'The vault is locked.'], ['b', 'new', '']]);
  expect(targets.list()).toHaveLength(1);
});

test('the text and its reason are read from a file; one that is not there or too large is refused by name', async () => {
  const path = join(dir, 'prometheus.yml');
  writeFileSync(path, YML);
  expect(await readPrometheusYml(path)).toBe(YML);
  await expect(readPrometheusYml(join(dir, 'none.yml'))).rejects.toMatchObject({ code: 'not-found' });
  writeFileSync(path, '#'.repeat(5 * 1024 * 1024));
  await expect(readPrometheusYml(path)).rejects.toMatchObject({ code: 'too-large' });
});

test('thousands of targets of one job are taken in a moment', async () => {
  const { run, targets } = desk();
  const rules = '  relabel_configs:\n  - {source_labels: [__address__], regex: "(.*):.*", target_label: host}\n  - {action: labelmap, regex: "__meta_(.+)"}\n';
  const { targets: all } = await run(`scrape_configs:\n- job_name: j\n${rules}  static_configs:\n  - targets:\n${Array.from({ length: 3000 }, (_, i) => `    - host-${i}:9100\n`).join('')}`);
  expect(all.filter(({ outcome }) => outcome === 'new')).toHaveLength(3000);
  expect(targets.list()[2999]!.labels).toEqual({ host: 'host-2999', instance: 'host-2999:9100', job: 'j' });
});
