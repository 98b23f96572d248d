#!/usr/bin/env node
// The installed command: finds a Node that can run the program, or says what is missing.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const LEAST_MAJOR = 22; // better-sqlite3 13 is built on a Node-API that older ones lack
const root = fileURLToPath(new URL('..', import.meta.url));
const cli = path.join(root, 'out', 'main', 'cli.js');
const args = process.argv.slice(2);

if (!existsSync(cli)) fail(`The program is not built: run \`npm run build\` in ${root}.`);
else if (Number(process.versions.node.split('.')[0]) >= LEAST_MAJOR) {
  process.argv[1] = cli;
  await import(pathToFileURL(cli).href);
} else {
  const runtime = bundledNode() ?? electron();
  if (runtime) run(runtime);
  else fail(`Node ${LEAST_MAJOR} or newer is needed; this is ${process.version}. Install one from https://nodejs.org, or run \`npm ci\` in ${root}, which brings its own.`);
}

/** The `node` package keeps its binary beside itself. */
function bundledNode() {
  try {
    const folder = path.dirname(createRequire(path.join(root, 'package.json')).resolve('node/package.json'));
    const binary = path.join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return existsSync(binary) ? { command: binary, env: process.env } : undefined;
  } catch {
    return undefined; // not installed
  }
}

function electron() {
  const folder = path.join(root, 'node_modules', 'electron');
  const name = path.join(folder, 'path.txt');
  const binary = existsSync(name) ? path.join(folder, 'dist', readFileSync(name, 'utf8')) : '';
  return existsSync(binary) ? { command: binary, env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } } : undefined;
}

function run({ command, env }) {
  const child = spawn(command, [cli, ...args], { stdio: 'inherit', env });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', error => fail(error.message));
  child.on('exit', (code, signal) => { process.exitCode = signal ? 1 : code ?? 1; });
}

function fail(sentence) {
  process.stderr.write(`stratoscope: ${sentence}\n`);
  process.exitCode = 1;
}
