/** One entry per byte value, for the reflected polynomial 0xedb88320. */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) !== 0 ? (crc >>> 1) ^ 0xedb8_8320 : crc >>> 1;
  return crc;
});

/**
 * The CRC-32 of zlib over bytes[start..end), continuing `crc`. For a dozen bytes at a time, a million times: there a call into zlib costs ten times
 * as much as the bytes do; for anything longer take node:zlib's.
 */
export function shortCrc32(bytes: Uint8Array, start: number, end: number, crc = 0): number {
  let rest = ~crc;
  for (let i = start; i < end; i++) rest = TABLE[(rest ^ bytes[i]!) & 0xff]! ^ (rest >>> 8);
  return ~rest >>> 0;
}
