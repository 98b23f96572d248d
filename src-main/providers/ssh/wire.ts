/** SSH's strings (RFC 4251, 5): four bytes of length, big endian, then the bytes. */
export const sshString = (value: string | Uint8Array): Buffer => {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

/** Reads from a message, front to back; every read past its end is an Error. */
export class SshReader {
  private at = 0;
  private readonly bytes: Buffer;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u8(): number {
    return this.bytes.readUInt8(this.step(1));
  }

  u32(): number {
    return this.bytes.readUInt32BE(this.step(4));
  }

  u64(): bigint {
    return this.bytes.readBigUInt64BE(this.step(8));
  }

  string(): Buffer {
    const length = this.u32();
    const from = this.step(length);
    return this.bytes.subarray(from, from + length);
  }

  text(): string {
    return this.string().toString('utf8');
  }

  private step(count: number): number {
    if (count > this.bytes.length - this.at) throw new Error('an SSH message ends too early');
    this.at += count;
    return this.at - count;
  }
}
