import { program } from './commands.ts';
import { placesFrom } from './places.ts';
import { run } from './run.ts';

await run(program(placesFrom(import.meta.url)), process.argv);
