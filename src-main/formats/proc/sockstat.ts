import { fitsName, gauge, measure, numeral, words, type Measurement } from './measurement.ts';

const USED = gauge('node_sockstat_sockets_used', 'Number of IPv4 sockets in use.');
const state = (protocol: string, name: string) => gauge(`node_sockstat_${protocol}_${name}`, `Number of ${protocol} sockets in state ${name}.`);

/**
 * Sockets by protocol from the text of /proc/net/sockstat or sockstat6 as node_sockstat_*.
 * text     lines as `TCP: inuse 4 orphan 0 tw 0 alloc 4 mem 117`; `mem` counts pages and is given in bytes as well
 */
export function parseSockstat(text: string, pageBytes: number): Measurement[] {
  const out: Measurement[] = [];
  for (const line of text.split('\n')) {
    const [head = '', ...pairs] = words(line);
    const protocol = head.slice(0, -1);
    if (!head.endsWith(':') || !fitsName(protocol)) continue;
    for (let i = 0; i + 1 < pairs.length; i += 2) {
      const name = pairs[i]!;
      const value = numeral(pairs[i + 1]);
      if (protocol === 'sockets') { if (name === 'used') measure(out, USED, value); continue; }
      if (!fitsName(name)) continue;
      measure(out, state(protocol, name), value);
      if (name === 'mem') measure(out, state(protocol, 'mem_bytes'), value * pageBytes);
    }
  }
  return out;
}
