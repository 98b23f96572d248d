import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/soak/**', 'test/bench/**', 'node_modules/**'],
    reporters: ['./test/reporter.ts'],
    pool: 'forks',
    maxWorkers: 2,
    retry: process.env['CI'] ? 1 : 0, // a machine shared with others may stall any one wait; the report names every test that needed it
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
