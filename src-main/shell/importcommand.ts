import { type Command, Option } from 'commander';
import { TimeUnit } from '../shared/model/importsource.ts';
import type { Surroundings } from './ask.ts';
import { runImport } from './importing.ts';
import { HISTORY_KINDS, type HistoryFlags, runHistory } from './importinghistory.ts';
import { timeOption } from './timespec.ts';

export const IMPORT = 'take over the scrape sections of a prometheus.yml: targets, files of targets, relabelling; or bring history in';

/** `import FILE` takes over targets; `import KIND SOURCE` brings history in. */
export function importCommand(command: Command, surroundings: () => Surroundings): void {
  command
    .argument('<kind>', `${HISTORY_KINDS.join(', ')}; or a prometheus.yml, - reads it from stdin`).argument('[source]', "a file or folder; for prometheus a server's address")
    .option('--dry-run', 'of a prometheus.yml: only say what would come', false)
    .option('--from <time>', 'of a server: from here; now-30d, RFC 3339 or unix seconds', timeOption).option('--to <time>', 'up to here; now when left out', timeOption)
    .option('--match <selector>', 'of a server: which series; all when left out')
    .option('--time <column>', 'of a CSV: the column of times', 'time').addOption(new Option('--time-unit <unit>', 'how times are written').choices(TimeUnit.options).default('iso'))
    .option('--values <columns>', 'of a CSV whose rows are samples: columns of values, with commas between; when left out, every column is a series')
    .option('--labels <columns>', 'columns that become labels').option('--metric <column>', "the column that names the metric; the values' columns when left out")
    .addOption(new Option('--delimiter <character>').choices([',', ';', 'tab']))
    .action((kind: string, source: string | undefined, flags: HistoryFlags & { dryRun: boolean }) => source === undefined ? runImport(kind, flags, surroundings()) : runHistory(kind, source, flags, surroundings()));
}
