import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';

export interface Exchange { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }
/** What an emulator answered: by how often something had been changed before, and what was asked. `at`: unix ms that its metrics stand around. */
interface Recorded { readonly at: number; readonly exchanges: Readonly<Record<string, Exchange>> }

const fileOf = (name: string): string => join(dirname(fileURLToPath(import.meta.url)), 'recordings', `aws-${name}.json.gz`);

/** Asked, without what is another one each time. */
export function keyOf(region: string, operation: string, body: string): string {
  if (!body.startsWith('{')) return `${region} ${operation} ${body.replace(/&(Version|ClientToken|StartTime|EndTime)=[^&]*/g, '')}`;
  const { StartTime: _from, EndTime: _to, ...rest } = JSON.parse(body) as Record<string, unknown>;
  return `${region} ${operation} ${JSON.stringify(rest)}`;
}

const changes = (operation: string): boolean => !/^(Describe|Get|List|Assume)/.test(operation);

/** Keeps what is answered, for machines that have no emulator. */
export class AwsRecorder {
  private readonly exchanges: Record<string, Exchange> = {};
  private epoch = 0;

  take(operation: string, key: string, exchange: Exchange): void {
    this.exchanges[`${this.epoch} ${key}`] = exchange;
    if (changes(operation) && exchange.status < 300) this.epoch++;
  }

  save(name: string, at: number): void {
    mkdirSync(dirname(fileOf(name)), { recursive: true });
    writeFileSync(fileOf(name), gzipSync(JSON.stringify({ at, exchanges: this.exchanges } satisfies Recorded), { level: 9 }));
  }
}

/** Answers as was recorded. */
export class AwsReplay {
  readonly at: number;
  private readonly exchanges: Readonly<Record<string, Exchange>>;
  private epoch = 0;

  constructor(name: string) {
    ({ at: this.at, exchanges: this.exchanges } = JSON.parse(gunzipSync(readFileSync(fileOf(name))).toString()) as Recorded);
  }

  static has(name: string): boolean {
    return existsSync(fileOf(name));
  }

  /** What was answered at this point, or else at the nearest point before. */
  answer(operation: string, key: string): Exchange {
    for (let epoch = this.epoch; epoch >= 0; epoch--) {
      const found = this.exchanges[`${epoch} ${key}`];
      if (found === undefined) continue;
      if (changes(operation) && found.status < 300) this.epoch++;
      return found;
    }
    return { status: 500, headers: {}, body: `Not recorded: ${this.epoch} ${key}` };
  }
}
