/** What a TLS 1.2 server says first, with these bytes where its certificate should be. Source: RFC 5246 7.4 */
export function brokenCertificate(bytes: Buffer): Buffer {
  const hello = Buffer.concat([
    Buffer.of(3, 3), Buffer.alloc(32, 7), // version, random
    Buffer.of(0, 0xc0, 0x2f, 0), // no session, ECDHE-RSA-AES128-GCM-SHA256, no compression
    Buffer.of(0, 11, 0xff, 1, 0, 1, 0, 0, 11, 0, 2, 1, 0), // extensions: secure renegotiation, uncompressed points
  ]);
  const certificates = sized(sized(bytes));
  return Buffer.concat([record(2, hello), record(11, certificates)]);
}

const sized = (bytes: Buffer): Buffer => Buffer.concat([Buffer.of(0, bytes.length >> 8, bytes.length & 0xff), bytes]);

function record(handshake: number, body: Buffer): Buffer {
  const message = Buffer.concat([Buffer.of(handshake), sized(body)]);
  return Buffer.concat([Buffer.of(22, 3, 3, message.length >> 8, message.length & 0xff), message]);
}
