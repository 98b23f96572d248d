import type { DesktopNotice } from '../shared/model/message.ts';

/** Notices wait for a page that is slow; beyond, the oldest go. */
const MAX_WAITING = 20;

interface Page { readonly waiting: DesktopNotice[]; wake: () => void }

/** Notices on their way to every page that is open. */
export class DesktopFeed {
  private readonly pages = new Set<Page>();
  private readonly onOpen: () => void;

  /** `onOpen`: a page looks now; what waited for one can be shown. */
  constructor(onOpen: () => void) {
    this.onOpen = onOpen;
  }

  /** To how many pages it went. */
  show(notice: DesktopNotice): number {
    for (const page of this.pages) {
      page.waiting.push(notice);
      if (page.waiting.length > MAX_WAITING) page.waiting.shift();
      page.wake();
    }
    return this.pages.size;
  }

  async *follow(signal: AbortSignal): AsyncGenerator<DesktopNotice, void> {
    const page: Page = { waiting: [], wake: () => undefined };
    this.pages.add(page);
    const leave = () => page.wake();
    signal.addEventListener('abort', leave);
    this.onOpen();
    try {
      while (!signal.aborted) {
        const next = page.waiting.shift();
        if (next !== undefined) yield next;
        else await new Promise<void>(resolve => { page.wake = resolve; });
      }
    } finally {
      this.pages.delete(page);
      signal.removeEventListener('abort', leave);
    }
  }
}
