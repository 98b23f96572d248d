/** Where an SSH connection goes; null where the text leaves it to others. */
export interface Destination { readonly user: string | null; readonly address: string; readonly port: number | null }

/**
 * `[user@]host[:port]`, `ssh://…`, IPv6 in brackets or bare, as one reads it on a command line; null when it names no host.
 * A port out of 1–65535 is NaN. ssh takes the last @ as the end of the user's name.
 */
export function parseDestination(text: string): Destination | null {
  const bare = text.trim().replace(/^ssh:\/\//i, '').replace(/\/.*$/, '');
  const at = bare.lastIndexOf('@');
  const user = at > 0 ? bare.slice(0, at) : null;
  const place = placeOf(bare.slice(at + 1));
  return place === null || /\s/.test(bare) ? null : { user, ...place };
}

function placeOf(text: string): { readonly address: string; readonly port: number | null } | null {
  const bracketed = /^\[([^\]]+)\](?::(.*))?$/.exec(text);
  if (bracketed?.[1] !== undefined) return { address: bracketed[1], port: portOf(bracketed[2]) };
  const [address = '', port, more] = text.split(':');
  if (more !== undefined) return { address: text, port: null }; // a bare IPv6 address
  return address === '' ? null : { address, port: portOf(port) };
}

/** null of none; NaN of what is no port. */
export function portOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return port >= 1 && port <= 65535 ? port : Number.NaN;
}

/** As it is written for reading: `root@10.0.0.5`, the port where it is not 22, IPv6 in brackets when a port follows. */
export function destinationText(user: string, address: string, port: number): string {
  const place = port === 22 ? address : `${address.includes(':') ? `[${address}]` : address}:${port}`;
  return user === '' ? place : `${user}@${place}`;
}
