import type { HostKeyQuestion, SshHostState } from '../../src-main/shared/model/sshhost.ts';

/** One key that waits for the user's word, and the hosts that can't be reached before it is given. */
export interface OpenQuestion { readonly id: string; readonly question: HostKeyQuestion; readonly hosts: readonly string[] }

/** Every key asked about, each once though several hosts may go through the same jump host; changed keys first. */
export function openQuestions(hosts: readonly SshHostState[]): readonly OpenQuestion[] {
  const found = new Map<string, OpenQuestion>();
  for (const { question, config, paused } of hosts) {
    if (question === null || paused) continue;
    const id = `${question.address} ${question.port} ${question.key.fingerprint}`;
    found.set(id, { id, question, hosts: [...found.get(id)?.hosts ?? [], config.name] });
  }
  return [...found.values()].sort((a, b) => Number(a.question.state === 'unknown') - Number(b.question.state === 'unknown'));
}

/** What has to be typed before a changed key is trusted: the host's name, or the address when several hosts depend on it. */
export const nameToType = ({ question, hosts }: OpenQuestion): string => hosts.length === 1 && hosts[0] !== undefined ? hosts[0] : question.address;
