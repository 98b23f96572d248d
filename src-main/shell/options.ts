import { InvalidArgumentError } from 'commander';
import { LOOPBACK_NAMES } from './gate.ts';
import type { ListenAddress } from './headless.ts';
import { AppError } from '../shared/model/errors.ts';

export const DEFAULT_LISTEN: ListenAddress = { host: '127.0.0.1', port: 9797 };

/** `HOST:PORT`, `:PORT` or `PORT`; an IPv6 address in brackets. */
export function listenOption(text: string): ListenAddress {
  const [, host = '', port = ''] = /^(?:(\[[0-9a-fA-F:.]+\]|[^:[\]]*):)?(\d{1,5})$/.exec(text) ?? [];
  if (port === '' || Number(port) > 65_535) throw new InvalidArgumentError('It has to be HOST:PORT, for example 127.0.0.1:9797.');
  return { host: host || DEFAULT_LISTEN.host, port: Number(port) };
}

/** Only this computer reaches a loopback address; any other one sends tokens in the clear over a network. */
export function requireLoopback({ host, port }: ListenAddress, insecure: boolean): void {
  if (insecure || LOOPBACK_NAMES.includes(host.toLowerCase()) || /^127\.\d+\.\d+\.\d+$/.test(host)) return;
  throw new AppError('invalid-input', `${host}:${port} can be reached from the network, without encryption. Listen on 127.0.0.1 and come through \`ssh -L\`, or add --insecure.`);
}
