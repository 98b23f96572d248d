import { connect } from 'node:net';
import { SshReader, sshString } from './wire.ts';

/** A key that an agent keeps. blob: the public key, or a certificate of it, as on the wire. */
export interface AgentKey { readonly type: string; readonly blob: Buffer; readonly comment: string }

const REQUEST_IDENTITIES = 11, IDENTITIES_ANSWER = 12, SIGN_REQUEST = 13, SIGN_RESPONSE = 14, FAILURE = 5;
/** What an agent may say at most, bytes; it is bounded at 256 KiB by its own source. */
const MOST_BYTES = 256 * 1024;

/** The keys of the agent that listens on a socket or a named pipe. source: draft-miller-ssh-agent */
export async function agentKeys(socket: string, signal: AbortSignal): Promise<AgentKey[]> {
  const answer = new SshReader(await ask(socket, Buffer.from([REQUEST_IDENTITIES]), IDENTITIES_ANSWER, signal));
  return Array.from({ length: answer.u32() }, () => {
    const blob = answer.string();
    return { blob, type: new SshReader(blob).text(), comment: answer.text() };
  });
}

/**
 * A signature by one of the agent's keys, whole: its algorithm, then what belongs to that.
 * algorithm  as the login request names it; decides the hash of an RSA key
 */
export async function agentSign(socket: string, key: AgentKey, algorithm: string, data: Buffer, signal: AbortSignal): Promise<Buffer> {
  const flags = Buffer.alloc(4);
  flags.writeUInt32BE(algorithm.startsWith('rsa-sha2-256') ? 2 : algorithm.startsWith('rsa-sha2-512') ? 4 : 0);
  const answer = await ask(socket, Buffer.concat([Buffer.from([SIGN_REQUEST]), sshString(key.blob), sshString(data), flags]), SIGN_RESPONSE, signal);
  return new SshReader(answer).string();
}

/** One question on a connection of its own; resolves with the answer behind its first byte, the kind. */
function ask(path: string, message: Buffer, expected: number, signal: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path, signal });
    let heard = Buffer.alloc(0);
    const end = (give: () => void) => {
      socket.destroy();
      give();
    };
    const fail = (why: string) => end(() => reject(new Error(why)));
    socket.on('error', error => end(() => reject(error))).on('close', () => reject(new Error('the agent said nothing')));
    socket.on('data', chunk => {
      heard = Buffer.concat([heard, chunk]);
      const length = heard.length >= 4 ? heard.readUInt32BE(0) : 0;
      if (length > MOST_BYTES) return fail('the agent talks nonsense');
      if (heard.length < 5 || heard.length < 4 + length) return;
      if (heard[4] === FAILURE) return fail('the agent refuses');
      if (heard[4] !== expected) return fail('the agent answers something else');
      end(() => resolve(heard.subarray(5, 4 + length)));
    });
    socket.write(sshString(message));
  });
}
