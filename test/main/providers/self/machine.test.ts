import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runHere, selfMachine } from '../../../../src-main/providers/self/machine.ts';
import { conforms } from '../conformance.ts';

describe('this computer', () => {
  let bin: string;
  const told = () => existsSync(join(bin, 'told')) ? readFileSync(join(bin, 'told'), 'utf8') : '';
  const script = (name: string, text: string) => { writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`); chmodSync(join(bin, name), 0o755); };
  /** With our own `id`, `sudo` and `shutdown` before any other, which go nowhere. */
  const provider = () => selfMachine({ name: 'desk', user: 'me', run: (command, signal) => runHere(`PATH="${bin}:$PATH"; [ "$(command -v shutdown)" = "${bin}/shutdown" ] || exit 98; ${command}`, signal) });

  beforeEach(() => {
    bin = mkdtempSync(join(tmpdir(), 'self-power-'));
    script('id', 'echo 1000');
    script('sudo', `[ "$1" = -n ] || exit 99; shift; if [ "$1" = -l ]; then exit 0; fi; exec "$@"`);
    script('shutdown', `echo "$*" >> ${bin}/told`);
  });
  afterEach(() => { rmSync(bin, { recursive: true, force: true }); });

  conforms(async () => ({ provider: provider(), region: 'self', nativeId: 'desk', action: 'stop', missing: 'start', carriedOut: async () => told() === '-h now\n' }));

  test('root asks nobody', async () => {
    script('id', 'echo 0');
    script('sudo', 'exit 97');
    const [machine] = await provider().list('self', AbortSignal.timeout(5_000));
    expect((await provider().act('reboot', machine!, { dryRun: false }, AbortSignal.timeout(5_000))).detail).toBe('accepted');
    expect(told()).toBe('-r now\n');
  });
});
