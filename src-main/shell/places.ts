import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL, fileURLToPath } from 'node:url';

/** Where the program's own files lie. */
export interface Places {
  readonly root: string;
  readonly version: string;
  /** programs of threads */
  readonly workers: { readonly storageUrl: URL; readonly queryUrl: URL; readonly outgoingUrl: URL; readonly snapshotUrl: URL; readonly structureUrl: URL; readonly keysUrl: URL };
  readonly pageRoot: string;
  readonly preload: string;
  readonly readyRules: string;
}

/** From the URL of an entry file, two folders below the root in a checkout (src-main/shell) as in a build (out/main). */
export function placesFrom(entryUrl: string): Places {
  const root = fileURLToPath(new URL('../..', entryUrl));
  const worker = (name: string, room = 'workers') => pathToFileURL(entryUrl.endsWith('.ts') ? join(root, 'src-main', room, `${name}.ts`) : join(root, 'out', 'main', `${name}.js`));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return {
    root, version, workers: { storageUrl: worker('storage'), queryUrl: worker('query'), outgoingUrl: worker('outgoing'), snapshotUrl: worker('snapshot'), structureUrl: worker('structure'), keysUrl: worker('keyopener', 'providers/ssh') },
    pageRoot: join(root, 'out', 'renderer'), preload: join(root, 'out', 'preload', 'preload.cjs'), readyRules: join(root, 'resources', 'rules'),
  };
}
