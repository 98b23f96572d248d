import ssh2, { type Client, type ParsedKey, type PublicKeyAuthMethod } from 'ssh2';
import { type Protocol, protocolOf } from './internals.ts';
import { sshString } from './wire.ts';

/** A public key or certificate, with somebody who signs for it. */
export interface CarriedKey {
  /** as the login request names it, like `rsa-sha2-512-cert-v01@openssh.com`; `ssh-rsa` lets the server choose the hash */
  readonly algorithm: string;
  /** the public key or certificate, as on the wire */
  readonly blob: Buffer;
  /** Resolves with a whole signature: its algorithm, then what belongs to it. algorithm: without what makes it a certificate's */
  sign(data: Buffer, algorithm: string): Promise<Buffer>;
}

/** In ssh2's shape. */
interface Carrier extends ParsedKey { readonly carried: CarriedKey }

/** ssh2 takes only keys that it has parsed itself: this one, all zeros, lends carried keys its shape. */
const TEMPLATE = `ssh-ed25519 ${Buffer.concat([sshString('ssh-ed25519'), sshString(Buffer.alloc(32))]).toString('base64')}`;

/** A login by such a key, over a client that accepts them. */
export function carriedMethod(username: string, carried: CarriedKey): PublicKeyAuthMethod {
  const template = ssh2.utils.parseKey(TEMPLATE);
  if (template instanceof Error) throw new Error('BUG: a key that ssh2 can not parse');
  const key: Carrier = Object.assign(Object.create(template), { type: carried.algorithm, getPublicSSH: () => carried.blob, isPrivateKey: () => true, carried });
  return { type: 'publickey', username, key };
}

/**
 * Teaches a client, once it has begun to connect, to log in with carried keys. ssh2 signs at once and names the request's algorithm in the
 * signature too; an agent takes its time, and with a certificate or a security key the two names differ. So the last message of such a login is
 * put together here.
 * source  RFC 4252, 7; PROTOCOL.certkeys and PROTOCOL.u2f of OpenSSH
 */
export function acceptCarriedKeys(client: Client): void {
  const protocol = protocolOf(client);
  const plain = protocol.authPK.bind(protocol);
  protocol.authPK = (username, key, algorithm = key.type, sign) => {
    if (!sign || !isCarrier(key)) return plain(username, key, algorithm, sign);
    plain(username, key, algorithm, signed => {
      key.carried.sign(signed, algorithm.replace(/-cert-v\d\d@openssh\.com$/, '')).then(
        signature => send(protocol, Buffer.concat([requestIn(signed), sshString(signature)])),
        (error: unknown) => giveUp(key, error, () => sign(signed, () => undefined)),
      );
    });
  };
}

/** ssh2 goes on to the next method when a key answers its own way of signing with an error. */
function giveUp(key: Carrier, error: unknown, signAsBefore: () => void): void {
  Object.assign(key, { sign: () => error instanceof Error ? error : new Error(String(error)) });
  signAsBefore();
}

/** What is signed is the session's name and then the request itself. */
const requestIn = (signed: Buffer): Buffer => signed.subarray(4 + signed.readUInt32BE(0));

function send(protocol: Protocol, payload: Buffer): void {
  const { write } = protocol._packetRW;
  const from = write.allocStart;
  const packet = write.alloc(payload.length);
  packet.set(payload, from);
  protocol._authsQueue.push('publickey');
  protocol._cipher.encrypt(write.finalize(packet));
}

const isCarrier = (key: ParsedKey): key is Carrier => 'carried' in key;
