import { createPrivateKey, X509Certificate } from 'node:crypto';
import { AppError } from '../shared/model/errors.ts';

/**
 * A key that TLS would choke on is refused while somebody is there to mend it. Both are PEM text; where one is missing there is nothing to check.
 * errors  AppError 'invalid-input'
 */
export function checkClientKey(cert: string | undefined, clientKey: string | undefined): void {
  if (clientKey === undefined || clientKey === '' || cert === undefined || cert === '') return;
  const key = parsed(() => createPrivateKey(clientKey), 'The key of the client certificate is no PEM private key, or is closed with a passphrase. Give it without one.');
  const certificate = parsed(() => new X509Certificate(cert), 'The client certificate is no PEM text of a certificate.');
  if (!certificate.checkPrivateKey(key)) throw new AppError('invalid-input', 'The key does not belong to the client certificate.');
}

function parsed<T>(parse: () => T, message: string): T {
  try {
    return parse();
  } catch {
    throw new AppError('invalid-input', message); // without the cause: it may quote the key
  }
}
