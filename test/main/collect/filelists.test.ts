import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FileLists, type StoredFileList } from '../../../src-main/collect/filelists.ts';
import { filesMatching } from '../../../src-main/collect/filepattern.ts';
import { type StoredTarget, TargetRegistry } from '../../../src-main/collect/targets.ts';
import { FileListConfig, FileListId } from '../../../src-main/shared/model/filelist.ts';
import { TargetConfig, type TargetInput } from '../../../src-main/shared/model/target.ts';
import { HandClock } from '../../handclock.ts';
import { page, startPageServer } from '../../servers/pageserver.ts';
import { MemoryAppender } from './memoryappender.ts';
import { MemorySecrets } from './memorysecrets.ts';

const T0 = Date.UTC(2026, 10, 20, 12);
let dir: string;
const ending: (() => Promise<unknown>)[] = [];
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'stratoscope-lists-')); });
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
  rmSync(dir, { recursive: true, force: true });
});

/** Looks at something after the next look at the files. */
const later = <T>(clock: HandClock, read: () => T) => async (): Promise<T> => {
  await clock.advance(5000);
  return read();
};

/** A time of its own for each writing, as if seconds lay between. */
let written = 1_700_000_000;
function write(name: string, data: unknown): void {
  writeFileSync(join(dir, name), typeof data === 'string' ? data : JSON.stringify(data));
  utimesSync(join(dir, name), ++written, written);
}

function desk(stored: readonly StoredFileList[] = []) {
  const clock = new HandClock(T0);
  const appender = new MemoryAppender();
  const secrets = new MemorySecrets();
  const errors: unknown[] = [];
  const onError = (error: unknown) => { errors.push(error); };
  const savedTargets = new Map<string, StoredTarget>();
  const saved = new Map(stored.map(one => [one.id, one]));
  const targets = new TargetRegistry({
    clock, appender, secrets, tunnels: null, builtIns: [], onError,
    store: { load: () => [], ids: () => [], save: one => { savedTargets.set(one.id, one); }, delete: id => { savedTargets.delete(id); } },
  });
  const lists = new FileLists({ clock, secrets, targets, onError, store: { load: () => [...saved.values()], save: one => { saved.set(one.id, one); }, delete: id => { saved.delete(id); } } });
  ending.push(() => targets.stop(), () => lists.stop());
  const instances = () => targets.list().map(({ labels }) => labels['instance']).sort();
  return { clock, appender, secrets, errors, saved, targets, lists, instances };
}

const config = (files: readonly string[], more: Partial<TargetInput> = {}): FileListConfig =>
  FileListConfig.parse({ template: TargetConfig.parse({ job: 'j', url: 'http://address.invalid/metrics', ...more }), files: files.map(name => join(dir, name)) });

test('what a file names is listed with its labels, as the rules leave them', async () => {
  write('a.json', [{ targets: ['a:1', 'b:2'], labels: { env: 'prod', __meta_rack: '7' } }, { targets: ['c:3'] }]);
  const { lists, targets, saved } = desk();
  const state = await lists.add(config(['a.json'], { relabelConfigs: [{ sourceLabels: ['__meta_rack'], targetLabel: 'rack' }, { sourceLabels: ['__meta_filepath'], regex: '.*/(.*)', targetLabel: 'file' }] }));
  expect(state).toMatchObject({ targets: 3, lastRead: T0, problems: [] });
  expect(targets.list().map(({ kind, url, labels }) => [kind, url, labels])).toEqual([
    ['found', 'http://a:1/metrics', { env: 'prod', file: 'a.json', instance: 'a:1', job: 'j', rack: '7' }],
    ['found', 'http://b:2/metrics', { env: 'prod', file: 'a.json', instance: 'b:2', job: 'j', rack: '7' }],
    ['found', 'http://c:3/metrics', { file: 'a.json', instance: 'c:3', job: 'j' }],
  ]);
  expect([...saved.values()]).toHaveLength(1);
});

test('a file that changes, comes or goes is followed; what stays goes on untouched', async () => {
  const server = await startPageServer(page('m 1\n'));
  ending.push(server.stop);
  const stays = `127.0.0.1:${server.port}`;
  write('a.json', [{ targets: [stays, 'localhost:1'] }]);
  const { clock, lists, targets, instances, appender } = desk();
  lists.start();
  await lists.add(config(['*.json', '*.yml'], { labels: {} }));
  const { id } = targets.list()[0]!;
  await clock.advance(2500);
  await expect.poll(() => targets.list()[0]?.health).toBe('up');
  write('a.json', [{ targets: [stays, '127.0.0.2:2'] }]);
  write('b.yml', '- targets: [127.0.0.3:3]\n');
  await expect.poll(later(clock, instances)).toEqual([stays, '127.0.0.2:2', '127.0.0.3:3'].sort());
  expect(targets.list().find(({ labels }) => labels['instance'] === stays)).toMatchObject({ id, health: 'up' });
  rmSync(join(dir, 'b.yml'));
  await expect.poll(later(clock, instances)).toEqual([stays, '127.0.0.2:2'].sort());
  expect(appender.values(`m{instance="${stays}",job="j"}`)).not.toContain(null);
  rmSync(join(dir, 'a.json'));
  await expect.poll(later(clock, instances)).toEqual([]);
  await expect.poll(() => appender.values(`m{instance="${stays}",job="j"}`).at(-1)).toBe(null);
});

test('a file that is no longer understood keeps its targets and says why; mended, it is followed again', async () => {
  write('a.json', [{ targets: ['a:1'] }]);
  const { clock, lists, instances } = desk();
  lists.start();
  await lists.add(config(['a.json']));
  write('a.json', '[{"targets": [');
  await expect.poll(later(clock, () => lists.list()[0]!.problems)).toEqual([`${join(dir, 'a.json')}: this is not JSON`]);
  expect(instances()).toEqual(['a:1']);
  write('a.json', [{ targets: ['b:2', 'http://c'] }]);
  await expect.poll(later(clock, instances)).toEqual(['b:2']);
  expect(lists.list()[0]).toMatchObject({ targets: 1, problems: [`${join(dir, 'a.json')}: http://c: __address__ is "http://c", which is no host:port`] });
});

test('a target whose labels are taken is named, and taken once they are free', async () => {
  write('a.json', [{ targets: ['a:1', 'b:2'] }]);
  const { clock, lists, targets, instances } = desk();
  const { id } = await targets.add(TargetConfig.parse({ job: 'j', url: 'http://a:1/' }));
  lists.start();
  expect(await lists.add(config(['a.json']))).toMatchObject({ targets: 1, problems: ['http://a:1/metrics: There is a target with job j and instance a:1 already.'] });
  await targets.remove(id);
  await expect.poll(later(clock, () => lists.list()[0])).toMatchObject({ targets: 2, problems: [] });
  expect(instances()).toEqual(['a:1', 'b:2']);
});

test('a list is refused twice, goes with its targets, and comes back', async () => {
  write('a.json', [{ targets: ['a:1'] }]);
  const { lists, saved, instances } = desk();
  const { id } = await lists.add(config(['a.json']));
  await expect(lists.add(config(['a.json']))).rejects.toMatchObject({ code: 'conflict' });
  await lists.remove(id);
  expect([instances(), saved.size, lists.list()]).toEqual([[], 0, []]);
  expect(await lists.restore(id)).toMatchObject({ id, targets: 1 });
  expect(instances()).toEqual(['a:1']);
  await expect(lists.restore(id)).rejects.toMatchObject({ code: 'not-found' });
  await expect(lists.remove(FileListId.parse('none'))).rejects.toMatchObject({ code: 'not-found' });
});

test('stored lists are read at the start, and their targets cannot be changed by themselves', async () => {
  write('a.yml', '- targets: [a:1]');
  const { clock, lists, targets, instances } = desk([{ id: FileListId.parse('l'), config: config(['a.yml']) }]);
  expect(lists.list()).toMatchObject([{ targets: 0, lastRead: null }]);
  lists.start();
  await clock.advance(0);
  await expect.poll(instances).toEqual(['a:1']);
  const { id } = targets.list()[0]!;
  await expect(targets.remove(id)).rejects.toMatchObject({ code: 'invalid-input', message: 'This target is named by a file of targets; it is to be changed there.' });
});

test('all targets of a list ask with its one secret', async () => {
  const server = await startPageServer(page('m 1\n'));
  ending.push(server.stop);
  write('a.json', [{ targets: [`127.0.0.1:${server.port}`, `localhost:${server.port}`] }]);
  const { clock, lists, secrets } = desk();
  const list = config(['a.json'], { auth: { kind: 'bearer' } });
  await expect(lists.add(list)).rejects.toMatchObject({ code: 'invalid-input' });
  await lists.add(list, { bearer: 't0ken' });
  expect(secrets.names('target/')).toHaveLength(1);
  await clock.advance(2500);
  await expect.poll(() => server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer t0ken', 'Bearer t0ken']);
});

test.each([
  ['*.json', ['a.json', 'b.json']], ['?.yml', ['a.yml']], ['[ab].json', ['a.json', 'b.json']], ['[^a].json', ['b.json']], ['a.json', ['a.json']], ['none.json', ['none.json']], ['a*x.y[m]l', ['ax.yml']], ['[z-a].json', []], ['a+.json', ['a+.json']],
])('the pattern %s', async (pattern, expected) => {
  for (const name of ['a.json', 'b.json', 'a.yml', 'ax.yml', 'c.txt']) write(name, '');
  expect(await filesMatching(join(dir, pattern))).toEqual(expected.map(name => join(dir, name)));
});

test('a folder that is not there has no files; one that may not be listed is told once', async ctx => {
  expect(await filesMatching(join(dir, 'none', '*.json'))).toEqual([]);
  if (process.getuid?.() === 0) return ctx.skip('root may list everything');
  mkdirSync(join(dir, 'closed'));
  chmodSync(join(dir, 'closed'), 0);
  const { lists } = desk();
  expect(await lists.add(config(['closed/*.json']))).toMatchObject({ problems: [expect.stringContaining('closed can\'t be listed (EACCES)')] });
});
