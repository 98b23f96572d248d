import { gauge, measure, numeral, words, type Measurement } from './measurement.ts';

const ENTRIES = gauge('node_nf_conntrack_entries', 'Number of currently allocated flow entries for connection tracking.');
const LIMIT = gauge('node_nf_conntrack_entries_limit', 'Maximum size of connection tracking table.');

const COLUMNS = new Map([
  ['found', 'Number of searched entries which were successful.'],
  ['invalid', 'Number of packets seen which can not be tracked.'],
  ['ignore', 'Number of packets seen which are already connected to a conntrack entry.'],
  ['insert', 'Number of entries inserted into the list.'],
  ['insert_failed', 'Number of entries for which list insertion was attempted but failed.'],
  ['drop', 'Number of packets dropped due to conntrack failure.'],
  ['early_drop', 'Number of dropped conntrack entries to make room for new ones, if maximum table size was reached.'],
  ['search_restart', 'Number of conntrack table lookups which had to be restarted due to hashtable resizes.'],
].map(([column = '', help = '']) => [column, gauge(`node_nf_conntrack_stat_${column}`, help)]));

/** The texts of nf_conntrack_count and nf_conntrack_max in /proc/sys/net/netfilter. */
export function parseConntrack(count: string, max: string): Measurement[] {
  const out: Measurement[] = [];
  measure(out, ENTRIES, numeral(count.trim()));
  measure(out, LIMIT, numeral(max.trim()));
  return out;
}

/** Events of connection tracking, summed over the cores, from the text of /proc/net/stat/nf_conntrack: a line of names, then hexadecimal columns per core. */
export function parseConntrackStat(text: string): Measurement[] {
  const [names = [], ...rows] = text.split('\n').map(words);
  const out: Measurement[] = [];
  names.forEach((name, i) => {
    const metric = COLUMNS.get(name);
    if (metric === undefined) return;
    const perCore = rows.filter(row => row.length >= names.length).map(row => hexadecimal(row[i]));
    if (perCore.length > 0) measure(out, metric, perCore.reduce((sum, value) => sum + value, 0));
  });
  return out;
}

/** The number a hexadecimal numeral without prefix stands for; NaN for any other text. */
export const hexadecimal = (text: string | undefined): number => (text !== undefined && /^[0-9a-f]{1,16}$/i.test(text) ? Number.parseInt(text, 16) : Number.NaN);
