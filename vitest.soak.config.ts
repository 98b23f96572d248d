import { defineConfig } from 'vitest/config';

/** The long repetitions: hundreds of kills, long scrapes. */
export default defineConfig({
  test: {
    include: ['test/soak/**/*.test.ts'],
    reporters: ['./test/reporter.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 3_600_000,
    hookTimeout: 60_000,
  },
});
