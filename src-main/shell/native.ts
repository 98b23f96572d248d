import { type BrowserWindow, dialog, Notification, safeStorage } from 'electron';
import type { Native, Vault } from '../host/native.ts';

/** Electron's share of what the host can use. */
export async function nativeOf(window: () => BrowserWindow | undefined): Promise<Native> {
  return {
    notify: (title, body) => new Notification({ title, body }).show(),
    chooseFile: async suggestedName => {
      const parent = window();
      const { canceled, filePath } = await (parent ? dialog.showSaveDialog(parent, { defaultPath: suggestedName }) : dialog.showSaveDialog({ defaultPath: suggestedName }));
      return canceled ? null : filePath;
    },
    vault: await vault(),
  };
}

/** On Linux without a keyring Electron "encrypts" with a password that stands in its source: that is no storage for secrets. */
async function vault(): Promise<Vault | null> {
  if (!await safeStorage.isAsyncEncryptionAvailable()) return null;
  if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') return null;
  return {
    seal: text => safeStorage.encryptStringAsync(text),
    unseal: async sealed => (await safeStorage.decryptStringAsync(Buffer.from(sealed))).result,
  };
}
