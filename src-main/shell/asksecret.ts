import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** A line typed at the terminal that is shown nowhere. */
export async function askSecret(question: string): Promise<string> {
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true }); // what it would echo goes nowhere
  try {
    return await lines.question('');
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
