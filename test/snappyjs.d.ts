/** The reference packer and unpacker of snappy blocks; it brings no types. */
declare module 'snappyjs' {
  export function compress(bytes: Uint8Array): Uint8Array;
  export function uncompress(block: Uint8Array, maxBytes?: number): Uint8Array;
}
