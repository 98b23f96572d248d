import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface NodeExporter {
  /** as http://127.0.0.1:39379 */
  readonly url: string;
  /** the page as it is now */
  page(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts Debian's node_exporter on a free port; null where it isn't installed. */
export async function startNodeExporter(args: readonly string[] = []): Promise<NodeExporter | null> {
  const child = spawn('prometheus-node-exporter', ['--web.listen-address=127.0.0.1:0', ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  const failed = new Promise<null>(resolve => child.once('error', () => resolve(null)));
  const address = await Promise.race([addressOf(child), failed]);
  if (address === null) return null;
  const url = `http://${address}`;
  return {
    url,
    page: async () => (await fetch(`${url}/metrics`)).text(),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}

async function addressOf(child: ChildProcess): Promise<string | null> {
  const told: string[] = [];
  for await (const line of createInterface({ input: child.stderr! })) {
    told.push(line);
    const address = /msg="Listening on" address=(\S+)/.exec(line)?.[1];
    if (address !== undefined) {
      child.stderr!.resume(); // else a full pipe stops it
      return address;
    }
  }
  if (child.pid === undefined) return null;
  throw new Error(`node_exporter ended before it listened:\n${told.join('\n')}`);
}
