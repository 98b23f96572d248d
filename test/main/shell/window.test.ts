import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { placesFrom } from '../../../src-main/shell/places.ts';
import { electronIn, fetchElectron, findBrowser, withoutWindow } from '../../../src-main/shell/window.ts';

let dir: string;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'stratoscope-window-')); });
afterEach(() => { rmSync(dir, { recursive: true, force: true }); });

test.each([
  { platform: 'linux', env: {}, root: false, why: 'There is no display here' },
  { platform: 'linux', env: { DISPLAY: ':0' }, root: true, why: 'Browsers refuse to run as root' },
  { platform: 'linux', env: { DISPLAY: ':0' }, root: false, why: null },
  { platform: 'linux', env: { WAYLAND_DISPLAY: 'wayland-0' }, root: false, why: null },
  { platform: 'darwin', env: {}, root: false, why: null },
] as const)('a window on $platform with $env, root $root: $why', ({ why, ...desk }) => {
  expect(withoutWindow(desk)).toBe(why);
});

test('the first browser of the family that can be run is taken', () => {
  for (const name of ['chromium', 'google-chrome', 'firefox']) writeFileSync(join(dir, name), '');
  chmodSync(join(dir, 'google-chrome'), 0o755);
  chmodSync(join(dir, 'firefox'), 0o755);
  const desk = { platform: 'linux' as const, root: false, env: { PATH: `/nowhere:${dir}` } };
  expect(findBrowser(desk)).toBe(join(dir, 'google-chrome'));
  chmodSync(join(dir, 'chromium'), 0o755);
  expect(findBrowser(desk)).toBe(join(dir, 'chromium'));
  expect(findBrowser({ ...desk, env: {} })).toBeUndefined();
});

/** A checkout whose Electron is fetched by `script`. */
function checkout(script: string) {
  mkdirSync(join(dir, 'node_modules', 'electron', 'dist'), { recursive: true });
  mkdirSync(join(dir, 'scratch'));
  writeFileSync(join(dir, 'package.json'), '{"version":"0.0.0"}');
  writeFileSync(join(dir, 'node_modules', 'electron', 'install.js'), script);
  return placesFrom(pathToFileURL(join(dir, 'out', 'main', 'cli.js')).href);
}
const limits = { stallMs: 60_000, totalMs: 60_000, signal: new AbortController().signal };
const LOAD_ON = "const fs = require('fs'); const { join } = require('path');";
const DONE = `${LOAD_ON} const dist = join(__dirname, 'dist', 'electron'); fs.writeFileSync(dist, ''); fs.chmodSync(dist, 0o755); fs.writeFileSync(join(__dirname, 'path.txt'), 'electron');`;

test('a download that ends well gives the program', async () => {
  const places = checkout(DONE);
  expect(await electronIn(places)).toBeUndefined();
  expect(await fetchElectron(places, join(dir, 'scratch'), limits)).toBeNull();
  expect(await electronIn(places)).toBe(join(dir, 'node_modules', 'electron', 'dist', 'electron'));
});

test.each([
  { what: 'that fails', script: 'process.exit(1)', more: {}, why: 'it can not be downloaded from here' },
  { what: 'that stalls', script: 'setInterval(() => {}, 1000)', more: { stallMs: 200 }, why: 'its download does not move' },
  { what: 'that trickles on and on', script: `${LOAD_ON} setInterval(() => fs.appendFileSync(join(process.env.TMPDIR, 'part'), 'x'), 20)`, more: { stallMs: 10_000, totalMs: 1000 }, why: 'its download takes too long' },
])('a download $what is given up with a reason', async ({ script, more, why }) => {
  expect(await fetchElectron(checkout(script), join(dir, 'scratch'), { ...limits, ...more })).toBe(why);
});

test('a download ends with the program', async () => {
  const ending = new AbortController();
  const fetching = fetchElectron(checkout('setInterval(() => {}, 1000)'), join(dir, 'scratch'), { ...limits, signal: ending.signal });
  ending.abort();
  expect(await fetching).toBe('it can not be downloaded from here');
});
