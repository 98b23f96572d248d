import { AppError } from '../shared/model/errors.ts';

/** Types of records and their numbers. Source: RFC 1035 3.2.2, RFC 3596, RFC 2782 */
export const RECORD_TYPES = { A: 1, NS: 2, CNAME: 5, SOA: 6, PTR: 12, MX: 15, TXT: 16, AAAA: 28, SRV: 33 } as const;
export type RecordType = keyof typeof RECORD_TYPES;

/** Source: RFC 1035 4.1.1, RFC 2136 2.2 */
const RCODES = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED', 'YXDOMAIN', 'YXRRSET', 'NXRRSET', 'NOTAUTH', 'NOTZONE'];

export interface DnsRecord {
  readonly name: string;
  readonly type: number;
  /** seconds */
  readonly ttl: number;
  /** as a zone file writes it */
  readonly text: string;
  /** of an SOA record */
  readonly serial: number | null;
}

export interface DnsMessage {
  readonly id: number;
  readonly isResponse: boolean;
  /** there was more than fitted */
  readonly truncated: boolean;
  /** as NOERROR, NXDOMAIN; RCODE and its number for one without a name */
  readonly rcode: string;
  readonly questions: readonly { readonly name: string; readonly type: number }[];
  readonly answers: readonly DnsRecord[];
  readonly authority: readonly DnsRecord[];
  readonly additional: readonly DnsRecord[];
}

const HEADER_BYTES = 12;
const CLASS_IN = 1;
const RECURSION_DESIRED = 0x0100;
const MAX_NAME_BYTES = 255;
const MAX_LABEL_BYTES = 63;
/** Parts of names in one message: pointers could make millions out of 64 KiB. */
const MAX_LABELS = 20_000;
/** Bytes of a record of unknown type that are written out. */
const SHOWN_BYTES = 32;

/**
 * A query for one name.
 * id      16 bits
 * name    ASCII labels with dots; a last dot is optional, '' and '.' are the root
 * errors  AppError 'invalid-input' for a name that can't be asked for
 */
export function encodeQuery(id: number, name: string, type: RecordType): Buffer {
  const labels = encodeName(name);
  const query = Buffer.alloc(HEADER_BYTES + labels.length + 4);
  query.writeUInt16BE(id, 0);
  query.writeUInt16BE(RECURSION_DESIRED, 2);
  query.writeUInt16BE(1, 4);
  labels.copy(query, HEADER_BYTES);
  query.writeUInt16BE(RECORD_TYPES[type], HEADER_BYTES + labels.length);
  query.writeUInt16BE(CLASS_IN, HEADER_BYTES + labels.length + 2);
  return query;
}

function encodeName(name: string): Buffer {
  const bare = name.replace(/\.$/, '');
  const labels = (bare === '' ? [] : bare.split('.')).map(label => Buffer.from(label, 'latin1'));
  const invalid = labels.some(label => label.length === 0 || label.length > MAX_LABEL_BYTES) || !/^[\x21-\x7e]*$/.test(bare);
  const encoded = Buffer.concat([...labels.flatMap(label => [Buffer.of(label.length), label]), Buffer.of(0)]);
  if (invalid || encoded.length > MAX_NAME_BYTES) throw new AppError('invalid-input', `${JSON.stringify(name.slice(0, 300))} is no name of the DNS: its parts have 1 to ${MAX_LABEL_BYTES} characters, the whole at most 253.`);
  return encoded;
}

/**
 * Reads a message, all its records.
 * source  RFC 1035 4
 * errors  AppError 'bad-data' naming the byte
 */
export function decodeMessage(bytes: Uint8Array): DnsMessage {
  const reader = new Reader(bytes);
  const id = reader.uint16();
  const flags = reader.uint16();
  const [questions, answers, authority, additional] = [reader.uint16(), reader.uint16(), reader.uint16(), reader.uint16()];
  const rcode = flags & 0x000f;
  return {
    id, isResponse: (flags & 0x8000) !== 0, truncated: (flags & 0x0200) !== 0, rcode: RCODES[rcode] ?? `RCODE${rcode}`,
    questions: Array.from({ length: questions }, () => reader.question()),
    answers: Array.from({ length: answers }, () => reader.record()),
    authority: Array.from({ length: authority }, () => reader.record()),
    additional: Array.from({ length: additional }, () => reader.record()),
  };
}

class Reader {
  private readonly bytes: Buffer;
  private at = 0;
  private labels = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  uint8(): number { return this.bytes[this.take(1)]!; }

  uint16(): number { return this.bytes.readUInt16BE(this.take(2)); }

  uint32(): number { return this.bytes.readUInt32BE(this.take(4)); }

  question(): { name: string; type: number } {
    const name = this.name();
    const type = this.uint16();
    this.take(2);
    return { name, type };
  }

  record(): DnsRecord {
    const { name, type } = this.question();
    const ttl = this.uint32();
    const length = this.uint16();
    const start = this.take(length);
    const after = this.at;
    this.at = start;
    const { text, serial = null } = this.data(type, length);
    if (this.at !== after) this.refuse(`the data of a record of type ${type} are ${this.at - start} bytes, not ${length}`, start);
    return { name, type, ttl, text, serial };
  }

  private data(type: number, length: number): { text: string; serial?: number } {
    const end = this.at + length;
    switch (type) {
      case RECORD_TYPES.A: return { text: Array.from(this.slice(4)).join('.') };
      case RECORD_TYPES.AAAA: return { text: ipv6(this.slice(16)) };
      case RECORD_TYPES.NS: case RECORD_TYPES.CNAME: case RECORD_TYPES.PTR: return { text: this.name() };
      case RECORD_TYPES.MX: return { text: `${this.uint16()} ${this.name()}` };
      case RECORD_TYPES.SRV: return { text: `${this.uint16()} ${this.uint16()} ${this.uint16()} ${this.name()}` };
      case RECORD_TYPES.SOA: return this.soa();
      case RECORD_TYPES.TXT: return { text: this.strings(end) };
      default: return { text: unknownData(this.slice(length)) };
    }
  }

  private soa(): { text: string; serial: number } {
    const [server, mailbox] = [this.name(), this.name()];
    const numbers = Array.from({ length: 5 }, () => this.uint32());
    return { text: [server, mailbox, ...numbers].join(' '), serial: numbers[0]! };
  }

  private strings(end: number): string {
    const texts: string[] = [];
    while (this.at < end) texts.push(`"${escaped(this.slice(this.uint8()), /["\\]/, 0x20)}"`);
    return texts.join(' ');
  }

  /** With a last dot. A pointer leads to before where the name began, so that none leads round in a circle. */
  private name(): string {
    const labels: string[] = [];
    let after = -1;
    let bound = this.at;
    for (let bytes = 0; ;) {
      const place = this.at;
      const length = this.uint8();
      if (length >= 0xc0) {
        const target = (length & 0x3f) << 8 | this.uint8();
        if (target >= bound) this.refuse('a name points forward', place);
        if (after < 0) after = this.at;
        this.at = bound = target;
        continue;
      }
      if (length > MAX_LABEL_BYTES) this.refuse('a part of a name is of an unknown kind', place);
      if ((bytes += length + 1) > MAX_NAME_BYTES) this.refuse(`a name is longer than ${MAX_NAME_BYTES} bytes`, place);
      if (length === 0) break;
      if (++this.labels > MAX_LABELS) this.refuse(`its names have more than ${MAX_LABELS} parts in all`, place);
      labels.push(escaped(this.slice(length), /[.\\"();@$]/, 0x21));
    }
    if (after >= 0) this.at = after;
    return `${labels.join('.')}.`;
  }

  private slice(length: number): Buffer {
    const start = this.take(length);
    return this.bytes.subarray(start, start + length);
  }

  private take(length: number): number {
    const start = this.at;
    if (start + length > this.bytes.length) this.refuse('the message ends too early', this.bytes.length);
    this.at += length;
    return start;
  }

  private refuse(what: string, at: number): never {
    throw new AppError('bad-data', `not a message of the DNS: ${what} (byte ${at})`);
  }
}

/** Printable text; other bytes, and those below `least`, as \DDD. Source: RFC 1035 5.1 */
function escaped(bytes: Buffer, special: RegExp, least: number): string {
  return Array.from(bytes, byte => {
    const character = String.fromCharCode(byte);
    if (byte < least || byte > 0x7e) return `\\${String(byte).padStart(3, '0')}`;
    return special.test(character) ? `\\${character}` : character;
  }).join('');
}

/** Source: RFC 5952, as URLs write it */
function ipv6(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(2 * i).toString(16));
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

/** Source: RFC 3597 5 */
const unknownData = (bytes: Buffer): string => `\\# ${bytes.length} ${bytes.subarray(0, SHOWN_BYTES).toString('hex')}`.trimEnd();
