import { benchBacktest } from './backtest.ts';
import { benchCodec } from './codec.ts';
import { benchExport } from './export.ts';
import { benchFormats } from './formats.ts';
import { benchHost } from './host.ts';
import { benchPage } from './page.ts';
import { benchPromql } from './promql.ts';
import { benchQueries } from './queries.ts';
import { benchRollups } from './rollups.ts';
import { benchRules } from './rules.ts';
import { benchStore } from './store.ts';

/** Figures of this machine, as tables; nothing passes or fails. `npm run bench -- NAME` does one of them. */
for (const [name, run] of Object.entries({ codec: benchCodec, formats: benchFormats, store: benchStore, rollups: benchRollups, promql: benchPromql, queries: benchQueries, rules: benchRules, backtest: benchBacktest, export: benchExport, host: benchHost, page: benchPage })) {
  if (process.argv[2] !== undefined && process.argv[2] !== name) continue;
  process.stdout.write(`\n${name}\n`);
  console.table(await run());
}
