import { type Keeper, KeyTrouble } from './keeper.ts';
import { KEY_BYTES } from './sealing.ts';

/** Electron's safeStorage as the desktop door hands it over. */
export interface SafeStorage {
  available(): Promise<boolean>;
  /** on Linux the password manager's name; `system` elsewhere */
  readonly backend: string;
  encrypt(text: string): Promise<Uint8Array>;
  decrypt(bytes: Uint8Array): Promise<string>;
}

/** With these, what Electron calls encryption uses a password that stands in its source. */
const NO_KEYCHAIN: readonly string[] = ['basic_text', 'unknown'];

/** The operating system's keychain, or null where there is none that keeps a secret. */
export async function keychainKeeper(storage: SafeStorage | undefined): Promise<Keeper | null> {
  if (storage === undefined || NO_KEYCHAIN.includes(storage.backend) || !await storage.available()) return null;
  return {
    kind: 'keychain',
    wrap: async key => ({ kind: 'keychain', params: '{}', sealed: await storage.encrypt(Buffer.from(key).toString('base64')) }),
    unwrap: async ({ sealed }) => {
      const text = await storage.decrypt(sealed).catch((cause: unknown) => {
        throw new KeyTrouble('keychain-refused', "The system's keychain does not open the vault: it belongs to another user or computer, or its entry is gone.", { cause });
      });
      const key = Buffer.from(text, 'base64');
      if (key.length !== KEY_BYTES) throw new KeyTrouble('keychain-refused', "What the system's keychain opened is no key of the vault.");
      return key;
    },
    forget: async () => undefined, // the keychain's own key serves others too
  };
}
