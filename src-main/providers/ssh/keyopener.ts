import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import type { Answer } from './openedkeys.ts';
import { KeyTrouble, openPrivateKey } from './privatekey.ts';

/** The thread that opens one private key and ends: what OpenSSH makes of a passphrase takes a second of pure computing. */
const { text, passphrase } = z.object({ text: z.string(), passphrase: z.string() }).parse(workerData);
const answer = (told: Answer) => parentPort?.postMessage(told);
try {
  answer({ opened: openPrivateKey(text, passphrase) });
} catch (error) {
  if (!(error instanceof KeyTrouble)) throw error;
  answer({ trouble: error.message, needsPassphrase: error.needsPassphrase });
}
