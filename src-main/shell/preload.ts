import { ipcRenderer } from 'electron';

/** Hands the window its one port to the host, once per load of the page, and nothing else. */
ipcRenderer.on('stratoscope-port', event => window.postMessage('stratoscope-port', window.location.origin, event.ports));
