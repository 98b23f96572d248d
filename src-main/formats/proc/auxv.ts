const AT_PAGESZ = 6; // getauxval(3)
const WORD_BYTES = 8;

/** Bytes of a memory page from /proc/self/auxv: pairs of 64-bit words, type and value, in the machine's own order; 4096 when it isn't told. */
export function parsePageBytes(auxv: Uint8Array, littleEndian: boolean): number {
  const view = new DataView(auxv.buffer, auxv.byteOffset, auxv.byteLength);
  for (let at = 0; at + 2 * WORD_BYTES <= view.byteLength; at += 2 * WORD_BYTES) {
    if (view.getBigUint64(at, littleEndian) !== BigInt(AT_PAGESZ)) continue;
    const bytes = Number(view.getBigUint64(at + WORD_BYTES, littleEndian));
    if (bytes >= 4096 && bytes <= 2 ** 24) return bytes;
  }
  return 4096;
}
