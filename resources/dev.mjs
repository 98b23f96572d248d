// `npm run dev`: the host from its sources, started anew when they change, and the page from Vite with hot reload in front of it.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const PAGE = 'http://127.0.0.1:5173';
const args = process.argv.slice(2);

const host = spawn(process.execPath, ['--watch-preserve-output', '--watch-path=src-main', path.join('src-main', 'shell', 'cli.ts'), 'serve', ...args], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
const page = spawn(process.execPath, [path.join('node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'dev', '--rendererOnly'], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
const children = [host, page];

let text = '';
host.stdout.on('data', chunk => {
  text += chunk;
  const lines = text.split('\n');
  text = lines.pop() ?? '';
  for (const line of lines) print(line);
});

/** The printed link leads to the host; the same code lets a browser in through Vite, which passes /login on. */
function print(line) {
  const ready = line.startsWith('{"ready"') ? JSON.parse(line) : undefined;
  process.stdout.write(ready ? `\n  ${PAGE}/login?code=${new URL(ready.url).searchParams.get('code')}   (one minute, one browser)\n\n` : `${line}\n`);
}

let ending = false;
function end(code) {
  if (ending) return;
  ending = true;
  process.exitCode = code;
  for (const child of children) child.kill('SIGTERM');
}
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => end(0));
for (const child of children) child.on('exit', code => end(code ?? 0));
