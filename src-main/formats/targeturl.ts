import { AppError } from '../shared/model/errors.ts';

/** A scrape's URL in the parts that Prometheus's configuration has: path and parameters unescaped, the address as it was written. */
export interface TargetUrl {
  readonly scheme: string;
  /** host or host:port */
  readonly address: string;
  readonly path: string;
  readonly params: readonly (readonly [name: string, value: string])[];
}

export function splitUrl(text: string): TargetUrl {
  const url = new URL(text);
  return { scheme: url.protocol.slice(0, -1), address: addressOf(text), path: unescapedPath(url.pathname), params: [...url.searchParams] };
}

/** Errors: AppError 'invalid-input', in a half sentence that names the part by its label. */
export function joinUrl({ scheme, address, path, params }: TargetUrl): string {
  if (scheme !== 'http' && scheme !== 'https') throw refused(`__scheme__ is ${JSON.stringify(scheme)}; http and https are taken`);
  const isPlain = address !== '' && !/[/?#@\\\s]/.test(address);
  if (!isPlain || !URL.canParse(`${scheme}://${address}`)) throw refused(`__address__ is ${JSON.stringify(address)}, which is no host:port`);
  return `${scheme}://${address}${escapedPath(path)}${params.length === 0 ? '' : `?${new URLSearchParams(params.map(([name, value]) => [name, value]))}`}`;
}

/** host or host:port as the URL writes it. */
export const addressOf = (url: string): string => /^[^:]+:[/\\]*(?:[^/?#\\]*@)?([^/?#\\]*)/.exec(url)?.[1] ?? '';

const refused = (message: string): AppError => new AppError('invalid-input', message);

function unescapedPath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // a lone % stands for itself
  }
}

/** A `%` in the path is a `%`, not an escape; it begins with a slash whether that was written or not. */
function escapedPath(path: string): string {
  if (path === '') return '';
  const url = new URL('http://h');
  url.pathname = path.replaceAll('%', '%25');
  return url.pathname;
}
