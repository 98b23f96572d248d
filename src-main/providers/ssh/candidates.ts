import { knownName, namesHost, plainNames } from '../../formats/knownhosts.ts';
import type { HostCandidate } from '../../shared/model/sshhost.ts';
import { knownHostsOf, localUser, sshConfigOf } from './home.ts';

/** A host that could be imported; whether it has been is not known here. */
export type FoundHost = Omit<HostCandidate, 'imported'>;

/**
 * The hosts that OpenSSH's files of this user name: those of ~/.ssh/config under their names there, then those of known_hosts that are none of them.
 * Hashed names of known_hosts tell nobody what they are.
 */
export async function sshCandidates(home: string): Promise<FoundHost[]> {
  const local = localUser(home);
  const [config, known] = await Promise.all([sshConfigOf(home)(), knownHostsOf(home)()]);
  const isKnown = (address: string, port: number) => known.some(key => key.marker === '' && namesHost(key, knownName(address, port)));
  const configured = config.names().map((name): FoundHost => {
    const { address, port, user, keyFiles, proxyJump, leftOut } = config.settingsOf(name, local);
    return { name, address, port, user: user || local.user, keyFiles, proxyJump, leftOut, source: '~/.ssh/config', known: isKnown(address, port) };
  });
  const taken = new Set(configured.flatMap(({ name, address, port }) => [knownName(address, port), knownName(name, port)]));
  const met = known.filter(({ marker }) => marker === '').flatMap((key): FoundHost[] => {
    const names = plainNames(key);
    const [first] = names;
    if (!first || names.some(({ address, port }) => taken.has(knownName(address, port)))) return [];
    for (const { address, port } of names) taken.add(knownName(address, port));
    const { address, port } = first;
    return [{ name: port === 22 ? address : `${address}:${port}`, address, port, user: local.user, keyFiles: [], proxyJump: '', leftOut: [], source: 'known_hosts', known: true }];
  });
  return [...configured, ...met];
}
