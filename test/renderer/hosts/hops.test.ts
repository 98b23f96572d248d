import { expect, test } from 'vitest';
import type { SshTestStep } from '../../../src-main/shared/model/sshhost.ts';
import { byHop } from '../../../src-renderer/hosts/hops.ts';

const step = (hop: string, name: SshTestStep['step'], ms: number): SshTestStep => ({ hop, step: name, ok: true, ms, detail: '', question: null });

test('steps stand under the machine they happened at, with the time spent there', () => {
  const hops = byHop([step('outer', 'name', 1), step('outer', 'login', 40), step('inner', 'tcp', 5), step('', 'tcp', 6), step('', 'login', 30)]);
  expect(hops.map(({ hop, steps, ms }) => [hop, steps.length, ms])).toEqual([['outer', 2, 41], ['inner', 1, 5], ['', 2, 36]]);
  expect(byHop([])).toEqual([]);
});
