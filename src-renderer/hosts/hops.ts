import type { SshTestStep } from '../../src-main/shared/model/sshhost.ts';

/** The steps at one machine on the way; `hop` is '' for the host itself. */
export interface HopSteps { readonly hop: string; readonly steps: readonly SshTestStep[]; readonly ms: number }

/** Steps by the machine they happened at, in the order in which those were come to. */
export function byHop(steps: readonly SshTestStep[]): readonly HopSteps[] {
  const hops: HopSteps[] = [];
  for (const step of steps) {
    const last = hops.at(-1);
    if (last?.hop === step.hop) hops[hops.length - 1] = { hop: step.hop, steps: [...last.steps, step], ms: last.ms + step.ms };
    else hops.push({ hop: step.hop, steps: [step], ms: step.ms });
  }
  return hops;
}
