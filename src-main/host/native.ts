/** What only a desktop shell can do; the headless door has none of it. */
export interface Native {
  notify(title: string, body: string): void;
  /** Where to write a file, as the user chose; null when the dialog was left. */
  chooseFile(suggestedName: string): Promise<string | null>;
  /** The platform's own safe storage; null where it has none that keeps a secret (Linux without a keyring). */
  readonly vault: Vault | null;
}

export interface Vault {
  seal(text: string): Promise<Uint8Array>;
  unseal(sealed: Uint8Array): Promise<string>;
}
