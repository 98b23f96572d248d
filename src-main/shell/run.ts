import { type Command, CommanderError } from 'commander';
import { AppError } from '../shared/model/errors.ts';

/** Runs a command line and sets the exit code: 0 done, 1 it failed, 2 it was not understood. What a user can act on is one sentence on stderr. */
export async function run(program: Command, argv: readonly string[]): Promise<void> {
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
    else {
      process.exitCode = 1;
      process.stderr.write(`${error instanceof AppError ? `stratoscope: ${error.message}` : error instanceof Error ? error.stack : String(error)}\n`);
    }
  }
}
