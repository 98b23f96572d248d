import { benchCodec } from './codec.ts';
import { benchFormats } from './formats.ts';
import { benchPage } from './page.ts';
import { benchPromql } from './promql.ts';
import { benchStore } from './store.ts';

/** Figures of this machine, as tables; nothing passes or fails. */
for (const [name, run] of Object.entries({ codec: benchCodec, formats: benchFormats, store: benchStore, promql: benchPromql, page: benchPage })) {
  process.stdout.write(`\n${name}\n`);
  console.table(await run());
}
