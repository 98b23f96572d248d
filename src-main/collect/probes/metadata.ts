import type { Metadata } from '../../shared/model/sample.ts';

/** What `up` is to a page: a probe that says no was made all the same. Not called `up`, since what is probed is no machine that reports to us. */
export const PROBE_MADE = 'probe_made';

const HELP: Readonly<Record<string, string>> = {
  [PROBE_MADE]: '1 when the probe could be made, whatever it found; 0 when not, so that nothing is known.',
  probe_success: '1 when what is watched did as it should.',
  probe_duration_seconds: 'How long the probe took.',
  probe_dns_lookup_time_seconds: 'How long it took to find the address of the name.',
  probe_ip_protocol: '4 or 6: the version of IP it went over; 0 when there was no address.',
  probe_ip_addr_hash: 'A number that changes when the address does.',
  probe_http_status_code: 'HTTP status of the last answer; 0 without one.',
  probe_http_duration_seconds: 'How long each phase took, over all redirects.',
  probe_http_version: 'Version of HTTP of the last answer.',
  probe_http_ssl: '1 when the last answer came over TLS.',
  probe_http_redirects: 'Redirects met.',
  probe_http_content_length: 'Length of the body as the server tells it, -1 when it does not.',
  probe_http_uncompressed_body_length: 'Length of the body as it was read.',
  probe_http_last_modified_timestamp_seconds: 'When the page was last changed, as the server tells it.',
  probe_failed_due_to_regex: '1 when the text of the page was the reason.',
  probe_ssl_earliest_cert_expiry: 'When the first certificate of the chain expires.',
  probe_ssl_last_chain_expiry_timestamp_seconds: 'When the verified chain ends to be one.',
  probe_tls_version_info: 'The version of TLS, in a label.',
  probe_icmp_duration_seconds: 'How long each phase took.',
  probe_icmp_reply_hop_limit: 'Hop limit (TTL) the reply arrived with.',
  probe_dns_answer_rrs: 'Records of the answer.',
  probe_dns_authority_rrs: 'Records of the authority section.',
  probe_dns_additional_rrs: 'Records of the additional section.',
  probe_dns_duration_seconds: 'How long each phase took.',
  probe_dns_query_succeeded: '1 when there was an answer, whatever it said.',
  probe_dns_serial: 'Serial number of the zone.',
};

const unitOf = (name: string): string => name.endsWith('_seconds') || name.endsWith('_expiry') ? 'seconds' : name.endsWith('_length') ? 'bytes' : '';

export const METADATA: readonly Metadata[] = Object.entries(HELP).map(([name, help]) => ({ name, type: 'gauge', help, unit: unitOf(name) }));
