import { join } from 'node:path';
import { app, BrowserWindow, dialog, Menu, MessageChannelMain, nativeImage, protocol, session, Tray } from 'electron';
import { windowCaller } from '../access/caller.ts';
import { openLog } from '../base/log.ts';
import { defaultDataDir } from '../host/config.ts';
import { type Host, openHost } from '../host/host.ts';
import { findHost } from '../host/presence.ts';
import { AppError } from '../shared/model/errors.ts';
import { serve } from '../shared/rpc/server.ts';
import { CLOSED_POLICY, newNonce, policyWith, SECURITY_HEADERS } from './headers.ts';
import { nativeOf } from './native.ts';
import { openPage, type PageFile } from './page.ts';
import { placesFrom } from './places.ts';
import { fromMainPort } from './ports.ts';
import { reachRunning } from './reach.ts';

/** The desktop door: a window over a host in this process, or over the page of a host that runs on the workspace already. */
const SCHEME = 'stratoscope';
const PAGE = `${SCHEME}://page/`;
const places = placesFrom(import.meta.url);
const dataDir = app.commandLine.getSwitchValue('data-dir') || defaultDataDir();
const log = openLog(process.env['STRATOSCOPE_LOG'] ?? 'info');

protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
if (app.requestSingleInstanceLock({ dataDir })) app.whenReady().then(main).catch(fail);
else app.quit();

async function main(): Promise<void> {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  const running = await findHost(dataDir);
  const close = running ? await showRunning(running) : await showOwn();
  app.on('second-instance', raise);
  app.on('window-all-closed', () => { if (running) app.quit(); }); // over its own host the tray stays, and collecting goes on
  let closed = false;
  app.on('before-quit', event => {
    if (closed) return;
    event.preventDefault();
    close().catch((error: unknown) => log.error({ err: error }, 'closing')).finally(() => {
      closed = true;
      app.quit();
    });
  });
}

async function showOwn(): Promise<() => Promise<void>> {
  const host = await openHost({
    dataDir, workspace: 'default', door: 'electron', version: places.version, workers: places.workers, collecting: true, self: true, ownerTokens: [], log, readyRules: places.readyRules,
    native: nativeOf(() => BrowserWindow.getAllWindows()[0]),
    linkWith: () => { throw new AppError('unavailable', 'The desktop window has no address. Run `stratoscope serve` for a page in the browser.'); },
  });
  await servePage();
  const show = () => raise() || openWindow(PAGE, window => connectTo(host, window));
  show();
  const tray = new Tray(nativeImage.createFromPath(join(places.root, 'resources', 'tray.png')));
  tray.setToolTip('Stratoscope');
  tray.setContextMenu(Menu.buildFromTemplate([{ label: 'Stratoscope', click: show }, { type: 'separator' }, { role: 'quit' }]));
  app.on('activate', show);
  return async () => {
    tray.destroy();
    await host.close();
  };
}

async function showRunning(running: NonNullable<Awaited<ReturnType<typeof findHost>>>): Promise<() => Promise<void>> {
  const { client, close } = await reachRunning(running);
  openWindow((await client.access.link({})).url, window => window.webContents.setUserAgent(window.webContents.getUserAgent().replace(/ Electron\/\S+/, ''))); // so that the page takes its socket
  return close;
}

function raise(): boolean {
  const window = BrowserWindow.getAllWindows()[0];
  window?.show();
  window?.focus();
  return window !== undefined;
}

function openWindow(url: string, prepare: (window: BrowserWindow) => void): boolean {
  const window = new BrowserWindow({
    width: 1440, height: 900, minWidth: 720, minHeight: 480, title: 'Stratoscope', backgroundColor: '#0f1216', autoHideMenuBar: true,
    webPreferences: { preload: places.preload, contextIsolation: true, sandbox: true, nodeIntegration: false, webviewTag: false },
  });
  const { origin, protocol: scheme } = new URL(url);
  const isOurs = (target: string) => URL.parse(target)?.protocol === scheme && (scheme === `${SCHEME}:` ? target.startsWith(PAGE) : new URL(target).origin === origin);
  window.webContents.on('will-navigate', event => { if (!isOurs(event.url)) event.preventDefault(); });
  window.webContents.on('will-attach-webview', event => event.preventDefault());
  window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  prepare(window);
  void window.loadURL(url);
  return true;
}

/** A fresh port for every load of the page; the one of the load before closes with its page. */
function connectTo({ service, journal }: Host, window: BrowserWindow): void {
  window.webContents.on('did-finish-load', () => {
    const { port1, port2 } = new MessageChannelMain();
    serve(service, fromMainPort(port1), windowCaller(), journal);
    window.webContents.postMessage('stratoscope-port', null, [port2]);
  });
}

async function servePage(): Promise<void> {
  const page = await openPage(places.pageRoot);
  protocol.handle(SCHEME, async request => {
    const { pathname } = new URL(request.url);
    const nonce = newNonce();
    const file = pathname === '/index.html' ? undefined : await page.file(pathname, '');
    return file ? answer(file, CLOSED_POLICY) : answer(await page.index(nonce), policyWith(nonce));
  });
}

const answer = (file: PageFile | undefined, policy: string): Response => file
  ? new Response(Buffer.from(file.body), { headers: { ...SECURITY_HEADERS, 'Content-Type': file.contentType, 'Content-Security-Policy': policy } })
  : new Response('The page is not built: run `npm run build`.', { status: 503 });

function fail(error: unknown): void {
  log.error({ err: error }, 'start');
  dialog.showErrorBox('Stratoscope', error instanceof Error ? error.message : String(error));
  app.exit(1);
}
