import { fitsName, measure, numeral, untyped, words, type Measurement } from './measurement.ts';

/** node_exporter's choice of the several hundred fields. */
const CHOSEN = new RegExp('^(.*_(InErrors|InErrs)|Ip_Forwarding|Ip(6|Ext)_(InOctets|OutOctets)|Icmp6?_(InMsgs|OutMsgs)'
  + '|TcpExt_(Listen.*|Syncookies.*|TCPSynRetrans|TCPTimeouts)|Tcp_(ActiveOpens|InSegs|OutSegs|OutRsts|PassiveOpens|RetransSegs|CurrEstab)'
  + '|Udp6?_(InDatagrams|OutDatagrams|NoPorts|RcvbufErrors|SndbufErrors))$');

function take(out: Measurement[], protocol: string, field: string, value: string | undefined): void {
  const name = `${protocol}_${field}`;
  if (CHOSEN.test(name) && fitsName(name)) measure(out, untyped(`node_netstat_${name}`, `Statistic ${protocol}${field}.`), numeral(value));
}

/**
 * The chosen fields of /proc/net/netstat or /proc/net/snmp as node_netstat_<protocol>_<field>.
 * text     pairs of lines: `Tcp: RtoAlgorithm RtoMin …`, then `Tcp: 1 200 …` (proc_pid_net(5))
 */
export function parseNetstat(text: string): Measurement[] {
  const out: Measurement[] = [];
  const lines = text.split('\n');
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const [head = '', ...fields] = words(lines[i]!);
    const [again, ...values] = words(lines[i + 1]!);
    if (head !== again || !head.endsWith(':')) continue;
    fields.forEach((field, k) => { take(out, head.slice(0, -1), field, values[k]); });
  }
  return out;
}

/** The chosen fields of /proc/net/snmp6, where a line is `Ip6InOctets 72`: the protocol's name ends with its 6. */
export function parseSnmp6(text: string): Measurement[] {
  const out: Measurement[] = [];
  for (const line of text.split('\n')) {
    const [name = '', value] = words(line);
    const end = name.indexOf('6') + 1;
    if (end > 0) take(out, name.slice(0, end), name.slice(end), value);
  }
  return out;
}
