const IPV6 = /^(?=(?:[^:]*:){2})[0-9a-fA-F:.]{2,45}(?:%[\w.-]{1,32})?$/;
const NAME = /^[\p{L}\p{N}_](?:[\p{L}\p{N}\p{M}_-]*(?:\.(?=[^.]))?)*\.?$/u;
const MAX_NAME = 253;

/** Whether a text looks like a host: a name, in any script, or an address. Never one that a program could take for an option. */
export const isHost = (text: string): boolean => text.length <= MAX_NAME && (IPV6.test(text) || NAME.test(text));

/**
 * `host:port` taken apart; an IPv6 address stands in brackets, or alone without a port.
 *
 * fallback  the port when the text has none; null: it must have one
 * returns   null when it is neither
 */
export function parseHostPort(text: string, fallback: number | null): { readonly host: string; readonly port: number } | null {
  if (fallback !== null && isHost(text)) return { host: text, port: fallback };
  const [, bracketed, bare, digits] = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = bracketed ?? bare ?? '';
  const port = digits === undefined ? fallback : Number(digits);
  if (port === null || port < 1 || port > 65_535 || !isHost(host)) return null;
  return bracketed !== undefined && !IPV6.test(host) ? null : { host, port };
}
