import { spawnSync } from 'node:child_process';

/** Records what moto_server answers to the tests, for machines that have none: `npm exec -- node test/servers/recordaws.ts`. */
const TESTS = ['test/main/providers/aws/aws.test.ts', 'test/main/providers/aws/credentials.test.ts', 'test/e2e/accounts.test.ts'];

const { status } = spawnSync('npm', ['run', '-s', 'vitest', '--', 'run', ...TESTS], { stdio: 'inherit', env: { ...process.env, STRATOSCOPE_RECORD: '1' } });
process.exitCode = status ?? 1;
