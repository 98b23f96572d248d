import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { KeyTrouble, openPrivateKey, type PrivateKey } from './privatekey.ts';
import { Slots } from './slots.ts';

/** What the thread that opens a key says. */
export type Answer = { readonly opened: PrivateKey } | { readonly trouble: string; readonly needsPassphrase: boolean };

interface Kept { readonly text: string; readonly passphrase: string | undefined; readonly key: Promise<PrivateKey> }

/** Private keys, each opened once for all hosts that use it; one with a passphrase in a thread of its own, one after another. */
export class OpenedKeys {
  private readonly kept = new Map<string, Kept>();
  private readonly opener: URL | undefined;
  private readonly turns = new Slots(1);

  /** opener  the program of that thread (keyopener.ts); without it keys are opened in this one */
  constructor(opener: URL | undefined) {
    this.opener = opener;
  }

  /** name  tells keys apart; the same text and passphrase as before are not tried anew. errors  KeyTrouble */
  open(name: string, text: string, passphrase: string | undefined): Promise<PrivateKey> {
    const kept = this.kept.get(name);
    if (kept?.text === text && kept.passphrase === passphrase) return kept.key;
    const key = this.opened(text, passphrase);
    key.catch(() => undefined); // told to whoever asks
    if (passphrase !== undefined || kept === undefined) this.kept.set(name, { text, passphrase, key });
    return key;
  }

  private async opened(text: string, passphrase: string | undefined): Promise<PrivateKey> {
    if (passphrase === undefined || this.opener === undefined) return openPrivateKey(text, passphrase);
    using _turn = await this.turns.take(new AbortController().signal);
    const worker = new Worker(this.opener, { workerData: { text, passphrase }, name: 'key' });
    try {
      const [answer]: Answer[] = await once(worker, 'message');
      if (answer === undefined) throw new Error('BUG: the thread that opens keys said nothing');
      if ('trouble' in answer) throw new KeyTrouble(answer.trouble, answer.needsPassphrase);
      return { ...answer.opened, blob: Buffer.from(answer.opened.blob) };
    } finally {
      await worker.terminate();
    }
  }
}
