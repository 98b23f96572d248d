// `npm run dev`: the host from its sources, started anew when they change, and in front of it the page from Vite with hot reload.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';
import config from '../electron.vite.config.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);

const page = await createServer({ configFile: false, ...config.renderer, build: {}, optimizeDeps: { entries: ['index.html'] } });
await page.listen();
const pageUrl = page.resolvedUrls?.local[0] ?? 'http://127.0.0.1:5173/';

const host = spawn(process.execPath, ['--watch-preserve-output', '--watch-path=src-main', path.join('src-main', 'shell', 'cli.ts'), 'serve', ...process.argv.slice(2)], { stdio: ['ignore', 'pipe', 'inherit'] });
let text = '';
host.stdout.on('data', chunk => {
  text += chunk;
  const lines = text.split('\n');
  text = lines.pop() ?? '';
  for (const line of lines) print(line);
});

/** The printed link leads to the host; the same code lets a browser in through Vite, which passes /login on to it. */
function print(line) {
  const ready = line.startsWith('{"ready"') ? JSON.parse(line) : undefined;
  process.stdout.write(ready ? `\n  ${new URL(`/login${new URL(ready.url).search}`, pageUrl).href}   (one minute, one browser)\n\n` : `${line}\n`);
}

let ending = false;
async function end(code) {
  if (ending) return;
  ending = true;
  process.exitCode = code;
  host.kill('SIGTERM');
  await page.close();
}
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => void end(0));
host.on('exit', code => void end(code ?? 0));
