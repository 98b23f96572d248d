import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writePrivate } from './config.ts';

/** How commands of the same user reach the host that has a workspace open. */
const Presence = z.object({ url: z.url(), token: z.string().min(1) });
export type Presence = z.infer<typeof Presence>;

const fileIn = (dataDir: string): string => join(dataDir, 'host.json');

/** Leaves word, for the user alone, and takes it back at the end. */
export async function announce(dataDir: string, presence: Presence): Promise<{ withdraw(): Promise<void> }> {
  await writePrivate(fileIn(dataDir), `${JSON.stringify(presence)}\n`);
  return { withdraw: () => rm(fileIn(dataDir), { force: true }) };
}

/**
 * The host that runs on a workspace; undefined when there is none. Word left by one that was killed is ignored: nobody answers there, or
 * somebody who doesn't know the token.
 */
export async function findHost(dataDir: string): Promise<Presence | undefined> {
  const text = await readFile(fileIn(dataDir), 'utf8').catch(() => undefined);
  const presence = text === undefined ? undefined : Presence.safeParse(parse(text)).data;
  return presence && await answers(presence) ? presence : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // half written by one that was killed
  }
}

async function answers({ url, token }: Presence): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/api/host.info`, { method: 'POST', headers: { Authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(3_000), redirect: 'error' });
    return answer.ok;
  } catch {
    return false; // nobody listens there any more
  }
}
