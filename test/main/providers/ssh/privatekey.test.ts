import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { certificateAlgorithm, parseCertificate } from '../../../../src-main/providers/ssh/certificate.ts';
import { KeyTrouble, openPrivateKey, signWith } from '../../../../src-main/providers/ssh/privatekey.ts';
import { SshReader, sshString } from '../../../../src-main/providers/ssh/wire.ts';

// Made with `ssh-keygen -t ed25519 -N '' -C example` (OpenSSH 9.2), its public half beside it.
const OPENSSH = `-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
QyNTUxOQAAACBKEY
-----END OPENSSH PRIVATE KEY-----
`;

const pem = { type: 'pkcs8', format: 'pem' } as const;

describe('a private key', () => {
  test.each([
    { kind: 'ed25519 in PKCS#8, as OpenSSL makes it', key: () => generateKeyPairSync('ed25519').privateKey.export(pem), type: 'ssh-ed25519', algorithm: 'ssh-ed25519', hash: null },
    { kind: 'P-384 in PKCS#8', key: () => generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export(pem), type: 'ecdsa-sha2-nistp384', algorithm: 'ecdsa-sha2-nistp384', hash: 'sha384' },
    { kind: 'P-521 in SEC 1', key: () => generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey.export({ type: 'sec1', format: 'pem' }), type: 'ecdsa-sha2-nistp521', algorithm: 'ecdsa-sha2-nistp521', hash: 'sha512' },
    { kind: 'RSA in PKCS#1', key: () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' }), type: 'ssh-rsa', algorithm: 'rsa-sha2-512', hash: 'sha512' },
  ])('$kind is opened, and its signature is good', ({ key: make, type, algorithm, hash }) => {
    const text = make().toString();
    const opened = openPrivateKey(text, undefined);
    expect(opened.type).toBe(type);
    expect(new SshReader(opened.blob).text()).toBe(type);
    const signature = new SshReader(signWith(opened.key, algorithm, Buffer.from('data')));
    expect(signature.text()).toBe(algorithm);
    const value = signature.string();
    const raw = algorithm.startsWith('ecdsa-') ? bothHalves(value, algorithm) : value;
    expect(verify(hash, Buffer.from('data'), { key: createPublicKey(text), dsaEncoding: 'ieee-p1363' }, raw)).toBe(true);
  });

  test.each([
    { what: 'with a passphrase that is not given', text: () => locked(), passphrase: undefined, words: 'it has a passphrase, which is not given', needsPassphrase: true },
    { what: 'with another passphrase', text: () => locked(), passphrase: 'wrong', words: 'its passphrase is another one', needsPassphrase: false },
    { what: 'of a kind that SSH does not know', text: () => generateKeyPairSync('x25519').privateKey.export(pem).toString(), passphrase: undefined, words: 'keys of kind X25519 are not for SSH', needsPassphrase: false },
    { what: 'that is damaged', text: () => OPENSSH, passphrase: undefined, words: 'Malformed OpenSSH private key', needsPassphrase: false },
    { what: 'in damaged PEM', text: () => '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n', passphrase: undefined, words: 'it is damaged', needsPassphrase: false },
    { what: 'that is none', text: () => 'hello', passphrase: undefined, words: 'it is no private key that can be read', needsPassphrase: false },
  ])('$what is told in words', ({ text, passphrase, words, needsPassphrase }) => {
    expect(() => openPrivateKey(text(), passphrase)).toThrow(expect.objectContaining({ message: words, needsPassphrase }));
  });

  test('any text is opened or refused in words, never anything else', () => {
    const around = (inner: string) => `-----BEGIN OPENSSH PRIVATE KEY-----\n${Buffer.from(`openssh-key-v1\0${inner}`, 'latin1').toString('base64')}\n-----END OPENSSH PRIVATE KEY-----`;
    fc.assert(fc.property(fc.string(), fc.boolean(), (text, wrapped) => {
      try {
        openPrivateKey(wrapped ? around(text) : text, 'x');
      } catch (error) {
        expect(error).toBeInstanceOf(KeyTrouble);
      }
    }));
  });
});

const locked = (): string => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ ...pem, cipher: 'aes-256-cbc', passphrase: 'right' }).toString();

/** r and s side by side, each as long as the curve's order. */
function bothHalves(value: Buffer, algorithm: string): Buffer {
  const reader = new SshReader(value);
  const bytes = algorithm.endsWith('521') ? 66 : 48;
  const half = () => {
    const number = reader.string();
    const bare = number[0] === 0 ? number.subarray(1) : number;
    return Buffer.concat([Buffer.alloc(bytes - bare.length), bare]);
  };
  return Buffer.concat([half(), half()]);
}

describe('a certificate', () => {
  const u64 = (value: bigint) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(value);
    return bytes;
  };
  const type = 'ssh-ed25519-cert-v01@openssh.com';
  // PROTOCOL.certkeys: type, nonce, key, serial, type of certificate, key id, principals, valid after, valid before, ...
  const blob = Buffer.concat([sshString(type), sshString(Buffer.alloc(32)), sshString(Buffer.alloc(32)), u64(7n), Buffer.from([0, 0, 0, 1]), sshString('ann@desk'), sshString(''), u64(1n), u64(2_000_000_000n)]);

  test('is read from the text of its file', () => {
    expect(parseCertificate(`${type} ${blob.toString('base64')} comment\n`)).toEqual({ type, blob, keyId: 'ann@desk', validBefore: 2_000_000_000n });
  });

  test.each(['', 'ssh-ed25519 AAAA', `${type} ${blob.subarray(0, 60).toString('base64')}`])('is not seen where there is none: %s', text => {
    expect(parseCertificate(text)).toBeUndefined();
  });

  test('asks for a signature that servers still take', () => {
    expect(certificateAlgorithm('ssh-rsa-cert-v01@openssh.com')).toBe('rsa-sha2-512-cert-v01@openssh.com');
    expect(certificateAlgorithm(type)).toBe(type);
  });
});
