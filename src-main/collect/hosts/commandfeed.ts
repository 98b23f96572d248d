import { detached } from '../../base/detached.ts';
import { type KeyedValue, parseNumber, parsePairs } from '../../formats/commandoutput.ts';
import { textFormat } from '../../formats/exposition.ts';
import { PageReader } from '../../formats/page.ts';
import { parseSeriesKey } from '../../formats/serieskey.ts';
import type { ExecResult } from '../../providers/ssh/connections.ts';
import { AppError } from '../../shared/model/errors.ts';
import type { UserCommand } from '../../shared/model/sshhost.ts';
import type { Columns, Feed } from '../feed.ts';
import { REPORTS } from '../targetseries.ts';
import type { Run } from './hostsource.ts';

/** Exit code of the user's command; one that is ended by a signal has none. */
const EXIT_CODE = 'host_command_exit_code';
/** Its place among the keys: a line of the command's own that begins so is a comment. */
const EXIT_KEY = '#exit';

/**
 * A command of the user's as a feed: what it writes becomes samples, whatever its exit code, which is a series of its own.
 * onResult  hears of every run that ended, before its output is read
 */
export function commandFeed(run: Run, command: UserCommand, onResult: (result: ExecResult) => void): Feed<string> {
  return {
    async read(_time, signal) {
      const result = await run(command.command, signal);
      onResult(result);
      return withExitCode(guarded(columnsOf(command, result.stdout)), command, result.code);
    },
    close: async () => undefined,
    kept: detached,
  };
}

function columnsOf(command: UserCommand, stdout: Uint8Array): Columns<string> {
  if (command.format === 'exposition') return readExposition(stdout);
  const text = Buffer.from(stdout.buffer, stdout.byteOffset, stdout.byteLength).toString('utf8');
  const pairs: readonly KeyedValue[] = command.format === 'pairs' ? parsePairs(text) : [{ key: '', value: parseNumber(text) }];
  const { name, unit } = command;
  return {
    keys: pairs.map(({ key }) => key),
    values: Float64Array.from(pairs, ({ value }) => value),
    times: null,
    metadata: [{ name, type: 'gauge', help: '', unit }],
    labels: i => pairs[i]!.key === '' ? ['__name__', name] : ['__name__', name, 'key', pairs[i]!.key],
    place: i => pairs[i]!.key === '' ? name : `key ${pairs[i]!.key}`,
  };
}

/** errors  AppError 'bad-data' naming line and column */
function readExposition(body: Uint8Array): Columns<string> {
  const reader = new PageReader(body, textFormat);
  reader.read();
  const page = reader.page();
  return { ...page, labels: i => parseSeriesKey(page.keys[i]!, reader.refuserOf(i)), place: i => reader.place(page.starts[i]!) };
}

/** Series that a scrape writes about itself are not a command's to write. */
function guarded(columns: Columns<string>): Columns<string> {
  const labels = (i: number) => {
    const pairs = columns.labels(i);
    const name = pairs[pairs.indexOf('__name__') + 1] ?? '';
    if (OWN_NAMES.has(name)) throw new AppError('bad-data', `${columns.place(i)}: ${name} is what every scrape says of itself; give this metric another name`);
    return pairs;
  };
  return { ...columns, labels };
}
const OWN_NAMES: ReadonlySet<string> = new Set(REPORTS);

function withExitCode(columns: Columns<string>, { name }: UserCommand, code: number | null): Columns<string> {
  if (code === null) return columns;
  const last = columns.keys.length;
  const longer = (values: Float64Array, value: number) => {
    const all = new Float64Array(last + 1);
    all.set(values);
    all[last] = value;
    return all;
  };
  return {
    keys: [...columns.keys, EXIT_KEY],
    values: longer(columns.values, code),
    times: columns.times === null ? null : longer(columns.times, Number.NaN),
    metadata: [...columns.metadata, { name: EXIT_CODE, type: 'gauge', help: 'Exit code of the command of the user’s that makes this series.', unit: '' }],
    labels: i => i === last ? ['__name__', EXIT_CODE, 'command', name] : columns.labels(i),
    place: i => i === last ? 'the exit code' : columns.place(i),
  };
}
