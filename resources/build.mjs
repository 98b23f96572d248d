// Builds out/ when it is missing or older than what it is made from; says nothing and is done in milliseconds when it is fresh.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { buildWasm } from './wasm.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = ['src-main', 'src-renderer', 'package.json', 'package-lock.json', 'electron.vite.config.ts'];
const stamp = path.join(root, 'out', '.built');

const mtime = file => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
function newest(file) {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) return stat?.mtimeMs ?? 0;
  return readdirSync(file).reduce((latest, name) => Math.max(latest, newest(path.join(file, name))), stat.mtimeMs);
}

await buildWasm();
const began = Date.now();
const built = mtime(stamp);
if (process.argv.includes('--force') || SOURCES.some(source => newest(path.join(root, source)) > built)) {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [path.join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) {
    process.stderr.write(`${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}\nThe build failed.\n`);
    process.exit(status ?? 1);
  }
  writeFileSync(stamp, '');
  utimesSync(stamp, new Date(began), new Date(began)); // what changed while it was building is built next time
}
