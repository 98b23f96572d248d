import { repairWorkspace } from '../host/repair.ts';
import { runCheck, type Surroundings } from './ask.ts';

/** Says each thing that is done, where the damaged files or rows are kept, and what a check finds afterwards. */
export async function runRepair(dataDir: string, surroundings: Surroundings): Promise<void> {
  const { print, now } = surroundings;
  const { changed, kept } = await repairWorkspace(dataDir, sentence => print(`${sentence}\n`), now);
  if (!changed) print('Nothing to repair.\n');
  if (kept !== null) print(`What was damaged is kept in ${kept}\n`);
  await runCheck(dataDir, surroundings);
}
