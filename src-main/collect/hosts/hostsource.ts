import type { Clock } from '../../base/clock.ts';
import { Labelling } from '../../formats/proc/labelling.ts';
import type { Listener } from '../../formats/proc/listening.ts';
import { swapInUse } from '../../formats/proc/meminfo.ts';
import { parseSections } from '../../formats/proc/sections.ts';
import { parseUnits, type Unit } from '../../formats/proc/units.ts';
import type { HostCollector } from '../../shared/model/sshhost.ts';
import type { Metadata, Reading } from '../../shared/model/sample.ts';
import type { ExecResult } from '../../providers/ssh/connections.ts';
import type { FileTexts } from '../self/files.ts';
import { RunningPart } from '../self/runningpart.ts';
import type { Source } from '../source.ts';
import { ClockSkew } from './clockskew.ts';
import { emptyParts } from './empty.ts';
import { hostParts, kindOf, listenersOf } from './parts.ts';
import { Programs } from './programs.ts';
import { scrapeCommand, scrapeScript } from './script.ts';
import { SentTexts, withoutReaders } from './senttexts.ts';

/** Runs a command on the machine. errors: SshFailure, AppError 'timeout' and 'too-large', the signal's reason */
export type Run = (command: string, signal: AbortSignal) => Promise<ExecResult>;

/** What a scrape found besides numbers; null: it could not be told. */
export interface Findings { readonly units: readonly Unit[] | null; readonly listeners: readonly Listener[] | null }

const LONGEST_WORDS = 200;

/** A machine that is reached by a shell, under the names that this computer's own metrics have. One command a scrape. */
export class HostSource implements Source {
  /** why parts are empty, one sentence each, as of the last good scrape */
  empty: readonly string[] = [];
  findings: Findings = { units: null, listeners: null };
  private readonly run: Run;
  private readonly clock: Clock;
  private readonly collectors: readonly HostCollector[];
  private readonly script: string;
  private readonly programs = new Programs();
  private readonly skew = new ClockSkew();
  private readonly own = new Labelling();
  private parts: readonly RunningPart[] | null = null;
  private swaps = false;
  private declared: readonly Metadata[] = [];

  constructor(run: Run, clock: Clock, collectors: readonly HostCollector[]) {
    this.run = run;
    this.clock = clock;
    this.collectors = collectors;
    this.script = scrapeScript(collectors);
  }

  get metadata(): readonly Metadata[] {
    const all = [...(this.parts ?? []).flatMap(part => part.metadata), ...this.own.metadata];
    const known = new Map(all.map(metadata => [metadata.name, metadata]));
    if (known.size !== this.declared.length) this.declared = [...known.values()];
    return this.declared;
  }

  /** The machine's clock minus ours, seconds; null before the first answer. */
  get clockSkew(): number | null {
    return this.skew.seconds;
  }

  /** errors: what running the command gives; Error with a sentence when the answer is none or not whole */
  async collect(time: number, signal: AbortSignal): Promise<readonly Reading[]> {
    const began = this.clock.monotonic();
    const result = await this.run(scrapeCommand(this.script, { swaps: this.swaps, programsOf: this.programs.wanted }), signal);
    const [endedAt, tookMs] = [this.clock.now(), this.clock.monotonic() - began];
    const { texts, whole } = parseSections(Buffer.from(result.stdout.buffer, result.stdout.byteOffset, result.stdout.byteLength).toString('utf8'));
    if (!whole) throw new Error(unanswered(result, texts.size > 0));
    const files = new SentTexts(this.programs.complete(withoutReaders(texts)));
    refuseWithoutProc(files);
    this.swaps = swapInUse(files.optional('proc/meminfo') ?? '');
    this.skew.observe(files, endedAt, tookMs);
    return this.read({ time, signal, files });
  }

  private async read(round: { readonly time: number; readonly signal: AbortSignal; readonly files: FileTexts }): Promise<readonly Reading[]> {
    const { files, signal } = round;
    this.parts ??= hostParts(this.collectors, files).map(part => new RunningPart(part, false));
    const { parts } = this;
    await Promise.all(parts.map(part => part.run(round)));
    signal.throwIfAborted();
    const failures = new Map(parts.flatMap(part => (part.failure === null ? [] : [[part.name, part.failure] as const])));
    this.empty = emptyParts(this.collectors, files, failures);
    this.findings = {
      units: parts.some(({ name }) => name === 'systemd') && !failures.has('systemd') ? parseUnits(files.text('@unit')) : null,
      listeners: parts.some(({ name }) => name === 'listening') && !failures.has('listening') ? listenersOf(files) : null,
    };
    return [...parts.flatMap(part => part.readings), ...this.own.readings(this.skew.measurements())];
  }
}

function unanswered({ stdout, stderr, code, signal }: ExecResult, began: boolean): string {
  const ended = code === null ? `was ended by signal ${signal ?? 'unknown'}` : `ended with exit code ${code}`;
  if (began) return `the answer was cut short after ${stdout.length} bytes; the shell ${ended}`;
  const said = (stderr.trim() || Buffer.from(stdout).toString('utf8').trim()).split('\n')[0]!.slice(0, LONGEST_WORDS);
  return `the login shell ran nothing of ours and ${ended}${said === '' ? '' : `; it said: ${said}`}`;
}

/** The script reads /proc/uptime first of all. */
function refuseWithoutProc(files: FileTexts): void {
  if ((files.optional('@started') ?? '').trim() !== '') return;
  const { system } = kindOf(files);
  throw new Error(system === 'Linux' ? 'nothing of /proc can be read: it is not mounted, or hidden from this user' : `${system === '' ? 'this machine' : system} has no /proc as Linux has it, so nothing can be read`);
}
