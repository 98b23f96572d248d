import { existsSync, readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { beforeEach, expect, test } from 'vitest';

const FILE = 'out/preload/preload.cjs';
beforeEach(ctx => { if (!existsSync(FILE)) ctx.skip('out/ is not built'); });

test("the preload is built as CommonJS: a sandboxed window can't load a module", () => {
  const text = readFileSync(FILE, 'utf8');
  expect(text).not.toMatch(/^\s*(import|export)\b/m);
  expect(text).toContain('require("electron")');
});

test('the preload hands the window one port and nothing else', () => {
  const listeners = new Map<string, (event: unknown) => void>();
  const posted: unknown[][] = [];
  const asked: string[] = [];
  const window = { location: { origin: 'stratoscope://page' }, postMessage: (...message: unknown[]) => posted.push(message) };
  const require = (name: string) => {
    asked.push(name);
    return { ipcRenderer: { on: (channel: string, listener: (event: unknown) => void) => listeners.set(channel, listener) } };
  };
  const module = { exports: {} };
  runInNewContext(readFileSync(FILE, 'utf8'), { require, window, module, exports: module.exports });
  expect([asked, [...listeners.keys()], Object.keys(module.exports)]).toEqual([['electron'], ['stratoscope-port'], []]);
  const ports = [{}];
  listeners.get('stratoscope-port')?.({ ports, sender: {} });
  expect(posted).toEqual([['stratoscope-port', 'stratoscope://page', ports]]);
});
