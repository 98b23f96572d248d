import type { SafeStorage } from '../access/keychain.ts';

/** What only a desktop shell can do; the headless door has none of it. */
export interface Native {
  notify(title: string, body: string): void;
  /** Where to write a file, as the user chose; null when the dialog was left. */
  chooseFile(suggestedName: string): Promise<string | null>;
  /** The operating system's keychain, as good or bad as it is. */
  readonly safeStorage: SafeStorage;
}
