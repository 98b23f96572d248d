import { ProbeConfig, ProbeId, type ProbeInput, type ProbeState } from '../../../src-main/shared/model/probe.ts';

/** A probe that succeeds, but for what is given. */
export const probe = (target: string, given: Partial<Omit<ProbeState, 'id' | 'config'>> = {}, config: Partial<ProbeInput> = {}): ProbeState => ({
  id: ProbeId.parse(target.toLowerCase().replace(/[^a-z0-9]+/g, '-')), config: ProbeConfig.parse({ kind: 'icmp', target, ...config }), health: 'up', lastRun: 0, lastDurationMs: 10, detail: 'answered', certificateExpires: null, ...given,
});
