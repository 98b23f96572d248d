/** A column's value as SQLite stores it; integers beyond ±2^53 and all others as bigint. */
export type StoredValue = null | bigint | number | string | Buffer;

/** errors: Error where the bytes are no record */
export function readRecord(bytes: Buffer): StoredValue[] {
  const header = readVarint(bytes, 0);
  const headerEnd = Number(header.value);
  if (headerEnd > bytes.length || headerEnd < 1) throw new Error('no record');
  const values: StoredValue[] = [];
  let body = headerEnd;
  for (let at = header.end; at < headerEnd;) {
    const type = readVarint(bytes, at);
    at = type.end;
    const length = lengthOf(Number(type.value));
    if (at > headerEnd || body + length > bytes.length) throw new Error('no record');
    values.push(storedValue(Number(type.value), bytes.subarray(body, body + length)));
    body += length;
  }
  if (body !== bytes.length) throw new Error('no record');
  return values;
}

const INTEGER_BYTES = [0, 1, 2, 3, 4, 6, 8] as const;
const lengthOf = (type: number): number => type <= 6 ? INTEGER_BYTES[type]! : type === 7 ? 8 : type < 12 ? 0 : (type - (type % 2 === 0 ? 12 : 13)) / 2;

function storedValue(type: number, bytes: Buffer): StoredValue {
  if (type === 0) return null;
  if (type <= 6) return integerOf(bytes);
  if (type === 7) return bytes.readDoubleBE();
  if (type === 8 || type === 9) return BigInt(type - 8);
  if (type < 12) throw new Error('no record');
  return type % 2 === 0 ? Buffer.from(bytes) : bytes.toString('utf8');
}

const integerOf = (bytes: Buffer): bigint => bytes.length === 8 ? bytes.readBigInt64BE() : BigInt(bytes.readIntBE(0, bytes.length));

/** SQLite's own: up to nine bytes, big-endian, seven bits each and eight in the ninth; as a signed 64-bit integer. */
export function readVarint(bytes: Buffer, at: number): { value: bigint; end: number } {
  let value = 0n;
  for (let i = 0; i < 9; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) throw new Error('no record');
    if (i === 8) return { value: BigInt.asIntN(64, (value << 8n) | BigInt(byte)), end: at + 9 };
    value = (value << 7n) | BigInt(byte & 0x7f);
    if (byte < 0x80) return { value, end: at + i + 1 };
  }
  throw new Error('BUG: a varint of more than nine bytes');
}
