const GROUPS = 8;

/** The 4 or 16 bytes of an address. family: 4 or 6; a zone is left out */
export function addressBytes(address: string, family: number): number[] {
  if (family === 4) return address.split('.').map(Number);
  const plain = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1); // hexadecimal groups only
  const [head, tail = []] = plain.split('::').map(part => (part === '' ? [] : part.split(':').map(group => Number.parseInt(group, 16))));
  const zeros = Array.from({ length: GROUPS - head!.length - tail.length }, () => 0);
  return [...head!, ...zeros, ...tail].flatMap(group => [group >> 8, group & 0xff]);
}

/** FNV-1a of 32 bits, as blackbox_exporter hashes addresses. */
export function addressHash(bytes: readonly number[]): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
