import { notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import type { DesktopNotice } from '../../src-main/shared/model/message.ts';
import { useConnection, useHost } from '../host/hooks.ts';

/** Shows what the desktop receiver is told: as a notification of the system where the browser may, else as a note in the page. Nothing where the system shows it already. */
export function DesktopNotices() {
  const host = useHost();
  const { state } = useConnection();
  const [, go] = useLocation();
  const live = state === 'open' || state === 'connecting';
  useEffect(() => {
    if (!live) return;
    const leaving = new AbortController();
    void (async () => {
      try {
        for await (const notice of host.receivers.desktop({}, leaving.signal)) if (!leaving.signal.aborted) show(notice, () => go('/alerts'));
      } catch {
        return; // the link's own note says that the host is away
      }
    })();
    return () => leaving.abort();
  }, [host, live, go]);
  return null;
}

function show({ id, title, body, status, native }: DesktopNotice, open: () => void): void {
  if (native) return;
  if (document.hidden && 'Notification' in window && Notification.permission === 'granted') {
    const shown = new Notification(title, { body, tag: id }); // one of several open pages is enough: the tag is the same
    shown.onclick = () => { window.focus(); open(); };
    return;
  }
  notifications.show({ id, title, message: <span style={{ whiteSpace: 'pre-line' }}>{body}</span>, color: status === 'firing' ? 'red' : 'green', autoClose: 15_000 });
}
