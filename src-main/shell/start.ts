import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../base/log.ts';
import { findHost } from '../host/presence.ts';
import type { Places } from './places.ts';
import { reachRunning } from './reach.ts';
import { endSignal, type ServeOptions, type Serving, serveHost, untilSignal } from './serve.ts';
import { electronIn, fetchElectron, findBrowser, launch, thisDesk, withoutWindow } from './window.ts';

const STALL_MS = 15_000;
const TOTAL_MS = 600_000;

export interface StartParts { readonly places: Places; readonly log: Log; readonly ready: (serving: Serving) => void; readonly say: (sentence: string) => void }

/** Serves first, then offers a window of it: Electron's, else a browser's, else a link. A second start on the same workspace only opens the window. */
export async function runStart(options: ServeOptions, { places, log, ready, say }: StartParts): Promise<void> {
  const running = await findHost(options.dataDir);
  if (running) {
    const { client, close } = await reachRunning(running);
    const { url } = await client.access.link({});
    await close();
    return offerWindow({ dataDir: options.dataDir, newLink: () => url, places, say, signal: new AbortController().signal });
  }
  const signal = endSignal();
  const serving = await serveHost(options, places, log);
  ready(serving);
  const ending = new AbortController();
  const offering = offerWindow({ dataDir: options.dataDir, newLink: serving.newLink, places, say, signal: ending.signal }).catch((error: unknown) => {
    log.warn({ err: error }, 'no window');
    say(`Open ${serving.newLink()}`);
  });
  await untilSignal(signal, serving, log);
  ending.abort();
  await offering;
}

interface Offer { readonly dataDir: string; readonly newLink: () => string; readonly places: Places; readonly say: (sentence: string) => void; readonly signal: AbortSignal }

async function offerWindow(offer: Offer): Promise<void> {
  const { newLink, say, signal } = offer;
  const desk = thisDesk();
  const why = withoutWindow(desk);
  if (why) return say(`${why}: open ${newLink()}`);
  const missing = await tryElectron(offer);
  if (missing === null || signal.aborted) return;
  const browser = findBrowser(desk);
  if (!browser) return say(`No window of Electron (${missing}), and no Chromium, Chrome, Edge or Brave was found: open ${newLink()}`);
  say(`No window of Electron (${missing}): this is one of ${browser}. The same page: ${newLink()}`);
  await launch(browser, [`--app=${newLink()}`]);
}

/** Null when its window opens; else why it doesn't. */
async function tryElectron({ dataDir, places, say, signal }: Offer): Promise<string | null> {
  const failure = await electronIn(places) ? null : await fetched(places, say, signal);
  const electron = await electronIn(places);
  if (failure !== null || electron === undefined) return failure ?? 'it was not there after its download';
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  await launch(electron, [places.root, `--data-dir=${dataDir}`], env);
  return null;
}

async function fetched(places: Places, say: (sentence: string) => void, signal: AbortSignal): Promise<string | null> {
  say('Electron is fetched once; the page is ready meanwhile.');
  const scratch = await mkdtemp(join(tmpdir(), 'stratoscope-electron-'));
  try {
    return await fetchElectron(places, scratch, { stallMs: STALL_MS, totalMs: TOTAL_MS, signal });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
