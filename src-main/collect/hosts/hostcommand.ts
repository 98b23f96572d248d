import type { ExecResult } from '../../providers/ssh/connections.ts';
import type { LabelPairs } from '../../shared/model/labels.ts';
import type { CommandState, UserCommand } from '../../shared/model/sshhost.ts';
import { Rhythm } from '../rhythm.ts';
import { Scraper, type ScraperParts } from '../scrape.ts';
import { TargetSeries } from '../targetseries.ts';
import { commandFeed } from './commandfeed.ts';
import type { Run } from './hostsource.ts';

export type HostCommandParts = Omit<ScraperParts<string>, 'series'> & {
  readonly run: Run;
  /** the host's */
  readonly labels: LabelPairs;
  readonly identity: string;
  readonly paused: boolean;
  readonly onChange: () => void;
};

/** The deadline of the run itself comes first, since it knows what was waited for. */
const GRACE_MS = 500;
const SHOWN = 2000;

/** A command of the user's on one host, at its own times. */
export class HostCommand {
  readonly rhythm: Rhythm;
  private readonly command: UserCommand;
  private result: ExecResult | null = null;

  constructor({ run, labels, identity, paused, onChange, ...parts }: HostCommandParts, command: UserCommand) {
    this.command = command;
    const reports = ['host_command_success', 'host_command_duration_seconds', 'host_command_samples'].map(name => ['__name__', name, 'command', command.name]);
    const series = new TargetSeries<string>(parts.appender, labels, { labels: false, times: true }, undefined, reports);
    const feed = commandFeed(run, command, result => { this.result = result; });
    const scraping = new Scraper({ ...parts, series }, feed, command.timeoutMs + GRACE_MS);
    this.rhythm = new Rhythm({ clock: parts.clock, scraping, onChange }, `${identity}/${command.name}`, command.intervalMs, paused);
  }

  state(): CommandState {
    const { result } = this;
    const last = this.rhythm.outcome;
    return {
      name: this.command.name,
      lastRun: last?.time ?? null, lastMs: last?.durationMs ?? null,
      exitCode: result?.code ?? null, output: result === null ? '' : shown(result),
      error: last?.failure?.message ?? null, samples: last?.samples ?? 0,
    };
  }
}

/** What it wrote, and what it complained about below that. */
function shown({ stdout, stderr }: ExecResult): string {
  const text = Buffer.from(stdout.buffer, stdout.byteOffset, Math.min(stdout.byteLength, 4 * SHOWN)).toString('utf8');
  return `${text}${stderr === '' || text === '' || text.endsWith('\n') ? '' : '\n'}${stderr}`.slice(0, SHOWN);
}
