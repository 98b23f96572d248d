import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** Failures in full, skipped tests by name with their reason, and a last line `N passed, N failed, N skipped`, alone. */
export default class LineReporter implements Reporter {
  private readonly started = Date.now();

  onTestModuleEnd(module: TestModule): void {
    const tests = [...module.children.allTests()];
    const failed = tests.filter(test => test.result().state === 'failed').length;
    const ms = Math.round(module.diagnostic().duration);
    process.stdout.write(`${failed > 0 || module.state() === 'failed' ? 'FAIL' : 'ok  '} ${module.relativeModuleId} (${tests.length} tests, ${ms} ms)\n`);
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly { message?: string; stack?: string }[]): void {
    const tests = modules.flatMap(module => [...module.children.allTests()]);
    const by = (state: string) => tests.filter(test => test.result().state === state);
    for (const test of by('failed')) printFailure(test);
    const broken = modules.filter(module => module.errors().length > 0);
    for (const module of broken) for (const error of module.errors()) process.stdout.write(`\nFAIL ${module.relativeModuleId}\n${error.stack ?? error.message}\n`);
    for (const error of unhandled) process.stdout.write(`\nFAIL outside of any test\n${error.stack ?? error.message}\n`);
    for (const test of by('passed')) if ((test.diagnostic()?.retryCount ?? 0) > 0) process.stdout.write(`passed only when repeated: ${test.module.relativeModuleId}: ${test.fullName}\n`);
    for (const test of by('skipped')) process.stdout.write(`skipped ${test.module.relativeModuleId}: ${test.fullName} (${reasonOf(test)})\n`);
    const failed = by('failed').length + broken.length + unhandled.length;
    process.stdout.write(`${Math.round((Date.now() - this.started) / 1000)} s\n`);
    process.stdout.write(`${by('passed').length} passed, ${failed} failed, ${by('skipped').length} skipped\n`);
    if (failed > 0) process.exitCode = 1;
  }
}

function reasonOf(test: TestCase): string {
  const result = test.result();
  return (result.state === 'skipped' ? result.note : undefined) ?? 'no reason given';
}

function printFailure(test: TestCase): void {
  process.stdout.write(`\nFAIL ${test.module.relativeModuleId}: ${test.fullName}\n`);
  for (const error of test.result().errors ?? []) {
    process.stdout.write(`${error.message}\n`);
    if (error.diff) process.stdout.write(`${error.diff}\n`);
    for (const frame of error.stacks?.slice(0, 5) ?? []) process.stdout.write(`  at ${frame.file}:${frame.line}:${frame.column}\n`);
  }
}
