import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importText } from '../../../src-main/shell/importing.ts';

let dir: string;
beforeAll(() => { dir = mkdtempSync(join(tmpdir(), 'stratoscope-import-')); });
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test('an import is told line by line, in columns, with what was left out', () => {
  expect(importText({
    targets: [
      { line: 12, job: 'db', url: 'http://db-1:9187/metrics', labels: {}, outcome: 'refused', detail: 'There is a target already.' }, { line: 4, job: 'node', url: 'http://a:9100/metrics', labels: {}, outcome: 'new', detail: '' },
      { line: 5, job: 'node', url: 'http://b:9100/metrics', labels: {}, outcome: 'dropped', detail: '' }, { line: 6, job: 'node', url: 'http://c:9100/metrics', labels: {}, outcome: 'known', detail: '' },
    ],
    files: [{ line: 8, job: 'node', files: ['/etc/t/*.json'], targets: 3, outcome: 'new', detail: '' }],
    leftOut: [
      { line: 1, job: '', field: 'rule_files', reason: 'elsewhere', detail: '' }, { line: 9, job: 'node', field: 'basic_auth.password_file', reason: 'file', detail: '' },
      { line: 10, job: 'node', field: 'scrape_interval', reason: 'adjusted', detail: '1s' }, { line: 11, job: 'node', field: 'proxy_url', reason: 'unsupported', detail: '' }, { line: 20, job: 'x', field: '', reason: 'wrong', detail: 'a job needs a name' },
    ],
  }, false)).toBe([
    'line 4   node  http://a:9100/metrics      new',
    'line 5   node  http://b:9100/metrics      dropped by its rules',
    'line 6   node  http://c:9100/metrics      known',
    'line 8   node  /etc/t/*.json (3 targets)  new',
    'line 12  db    http://db-1:9187/metrics   refused: There is a target already.',
    '',
    'Left out or changed:',
    'line 1         rule_files                not about scraping',
    'line 9   node  basic_auth.password_file  a secret in a file: enter it at the target',
    'line 10  node  scrape_interval           taken as 1s',
    'line 11  node  proxy_url                 not done here',
    'line 20  x                               a job needs a name',
    '',
    '3 added, 1 known, 1 refused.', '',
  ].join('\n'));
});

test('a prometheus.yml is taken over through the running host, and without one', async () => {
  const dataDir = join(dir, 'data');
  mkdirSync(join(dir, 'lists'));
  writeFileSync(join(dir, 'lists', 'one.yml'), '- targets: [127.0.0.1:2]\n');
  writeFileSync(join(dir, 'prometheus.yml'), "scrape_configs:\n- job_name: j\n  static_configs: [{ targets: ['127.0.0.1:1'] }]\n  file_sd_configs: [{ files: [lists/*.yml] }]\n");
  const host = spawn(process.execPath, ['src-main/shell/cli.ts', 'serve', '--data-dir', dataDir, '--listen', '127.0.0.1:0', '--no-self'], { stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, STRATOSCOPE_TOKEN: 'the-owner-s-own-token' } });
  await once(host.stdout, 'data');
  const lines = (last: string) => `line 3  j  http://127.0.0.1:1/metrics              ${last}\nline 4  j  ${join(dir, 'lists')}/*.yml (1 targets)`;
  const dry = await run('import', join(dir, 'prometheus.yml'), '--dry-run', '--data-dir', dataDir);
  expect(dry.split('\n').map(line => line.replace(/ {2,}/g, '  ')).join('\n')).toBe(`${lines('new').replace(/ {2,}/g, '  ')}  new\n\n2 would be added, 0 known, 0 refused.\n`);
  expect(await run('import', join(dir, 'prometheus.yml'), '--data-dir', dataDir)).toContain('2 added, 0 known, 0 refused.');
  host.kill('SIGTERM');
  await once(host, 'exit');
  expect(await run('import', join(dir, 'prometheus.yml'), '--data-dir', dataDir)).toContain('0 added, 2 known, 0 refused.');
}, 60_000);

const run = (...args: string[]) => new Promise<string>((resolve, reject) => {
  execFile(process.execPath, ['src-main/shell/cli.ts', ...args], (error, stdout, stderr) => (error ? reject(new Error(stderr)) : resolve(stdout)));
});
