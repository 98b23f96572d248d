/** What a run of `ping -c 1` told. */
export interface PingAnswer {
  /** null when none came. hopLimit: as it arrived */
  readonly reply: { readonly rttMs: number | null; readonly hopLimit: number | null } | null;
  /** the line that says why there is none; '' when nothing does */
  readonly complaint: string;
  /** denied: this user may not send echo requests with it. misunderstood: it doesn't know our options */
  readonly unusable: 'denied' | 'misunderstood' | null;
}

const REPLY = /^\d+ bytes from .*\bseq=\d+(?:.*?\b(?:ttl|hlim)=(\d+))?(?:.*?\btime[=<]([\d.]+) ?ms)?/m;
const SEQUENCE = /icmp_seq=/g;
const DENIED = /not permitted|permission denied|are you root|cap_net_raw|must be root|lacking privilege/i;
const MISUNDERSTOOD = /(?:invalid|illegal|unrecognized|unknown) option|^usage:/im;
const COMPLAINT = /^(?:From .*|.*\bping6?: .*)$/m;
const MAX_COMPLAINT = 200;

/**
 * Reads what ping printed, in English, on both of its outputs.
 * source  iputils 20221126, BusyBox 1.35, inetutils 2.4, macOS's
 */
export function parsePing(printed: string): PingAnswer {
  const text = printed.replace(SEQUENCE, 'seq=');
  const found = REPLY.exec(text);
  if (found !== null) return { reply: { rttMs: numberOf(found[2]), hopLimit: numberOf(found[1]) }, complaint: '', unusable: null };
  const complaint = complaintIn(printed);
  if (DENIED.test(printed)) return { reply: null, complaint, unusable: 'denied' };
  return { reply: null, complaint, unusable: MISUNDERSTOOD.test(printed) ? 'misunderstood' : null };
}

const numberOf = (digits: string | undefined): number | null => digits === undefined ? null : Number(digits);

/** Without the name of the program and of its path. */
const complaintIn = (text: string): string => (COMPLAINT.exec(text)?.[0] ?? '').replace(/^.*\bping6?: /, '').replaceAll(/[^\x20-\x7e]/g, '?').slice(0, MAX_COMPLAINT).trim();
