import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';
export const NO_CHROMIUM = `${CHROMIUM} is not installed`;

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** Starts the system's Chromium without a window; null where it isn't installed. */
export async function startChromium(): Promise<Browser | null> {
  return existsSync(CHROMIUM) ? chromium.launch({ executablePath: CHROMIUM, args: FLAGS }) : null;
}

/** Someone with cookies and storage of their own. */
export interface Visitor {
  readonly context: BrowserContext;
  /** opens `url` in a tab of its own */
  open(url: string): Promise<Page>;
  /** what any of the tabs has logged as an error or a warning, thrown, or been kept from by the content policy */
  readonly complaints: string[];
}

export async function newVisitor(browser: Browser, options: BrowserContextOptions = {}): Promise<Visitor> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', timezoneId: 'Europe/Berlin', colorScheme: 'dark', reducedMotion: 'reduce', permissions: ['clipboard-read', 'clipboard-write'], ...options });
  const complaints: string[] = [];
  context.on('console', message => { if (message.type() === 'error' || message.type() === 'warning') complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`); });
  context.on('weberror', weberror => { const thrown = weberror.error(); complaints.push(`thrown: ${thrown.stack ?? thrown.message}`); });
  await context.addInitScript(() => {
    // not every breach is logged: an inline style blocked in a shadow tree, for one
    document.addEventListener('securitypolicyviolation', event => console.error(`policy ${event.violatedDirective} kept out ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber}`));
  });
  const open = async (url: string) => {
    const page = await context.newPage();
    await page.goto(url);
    return page;
  };
  return { context, open, complaints };
}
