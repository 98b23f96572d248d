import { type BrowserWindow, dialog, Notification, safeStorage } from 'electron';
import type { SafeStorage } from '../access/keychain.ts';
import type { Native } from '../host/native.ts';

/** Electron's share of what the host can use. */
export function nativeOf(window: () => BrowserWindow | undefined): Native {
  return {
    notify: (title, body) => new Notification({ title, body }).show(),
    chooseFile: async suggestedName => {
      const parent = window();
      const { canceled, filePath } = await (parent ? dialog.showSaveDialog(parent, { defaultPath: suggestedName }) : dialog.showSaveDialog({ defaultPath: suggestedName }));
      return canceled ? null : filePath;
    },
    safeStorage: keychain(),
  };
}

/** Only after the application is ready does the backend's name say which one it is. */
const keychain = (): SafeStorage => ({
  backend: process.platform === 'linux' ? safeStorage.getSelectedStorageBackend() : 'system',
  available: () => safeStorage.isAsyncEncryptionAvailable(),
  encrypt: text => safeStorage.encryptStringAsync(text),
  decrypt: async bytes => (await safeStorage.decryptStringAsync(Buffer.from(bytes))).result,
});
