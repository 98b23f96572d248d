import { slim } from './slim.ts';

slim(process.argv);
const [{ program }, { placesFrom }, { run }] = await Promise.all([import('./commands.ts'), import('./places.ts'), import('./run.ts')]);
await run(program(placesFrom(import.meta.url)), process.argv);
