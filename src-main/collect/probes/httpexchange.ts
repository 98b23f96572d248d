import { type IncomingMessage, request } from 'node:http';
import { type ClientHttp2Session, connect } from 'node:http2';
import { type Duplex, PassThrough, pipeline, Readable } from 'node:stream';

export interface Asked { readonly method: string; readonly url: URL }

/** An answer whose body is still to be read. */
export interface Answer {
  readonly status: number;
  /** 1, 1.1 or 2 */
  readonly version: number;
  header(name: string): string | undefined;
  readonly body: Readable;
}

const USER_AGENT = 'stratoscope';
const MAX_HEADER_BYTES = 256 * 1024;

/** Asks over a stream that speaks HTTP/1. Rejects with the stream's error, the parser's (HPE_…), or the signal's reason. */
export function exchangeHttp1(stream: Duplex, { method, url }: Asked, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = request({
      createConnection: () => stream, method, path: url.pathname + url.search, maxHeaderSize: MAX_HEADER_BYTES, setDefaultHeaders: false,
      headers: { Host: url.host, 'User-Agent': USER_AGENT, Accept: '*/*', Connection: 'close', ...(method === 'POST' ? { 'Content-Length': '0' } : {}) }, signal,
    });
    asking.on('error', reject); // again and again, as long as it lives
    const answered = (response: IncomingMessage, body: Readable) => resolve({ status: response.statusCode ?? 0, version: Number(response.httpVersion), header: name => joined(response.headers[name]), body });
    asking.once('upgrade', response => answered(response, Readable.from([]))); // unasked; what follows is no HTTP
    asking.once('response', response => {
      response.on('error', () => undefined); // whoever reads is told
      answered(response, response);
    });
    asking.end();
  });
}

/** The same over a stream that speaks HTTP/2. */
export function exchangeHttp2(stream: Duplex, { method, url }: Asked, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const session = connect(url.origin, { createConnection: () => stream });
    session.on('error', reject);
    stream.once('close', () => session.destroy());
    const asking = session.request({ ':method': method, ':path': url.pathname + url.search, 'user-agent': USER_AGENT, accept: '*/*' }, { endStream: true, signal });
    asking.on('error', reject);
    asking.once('close', () => reject(brokenOff(session)));
    asking.once('response', headers => {
      const body = new PassThrough(); // a stream that nobody reads when it has come to its end is thrown away
      pipeline(asking, body, () => undefined); // whoever reads is told
      resolve({ status: Number(headers[':status']), version: 2, header: name => joined(headers[name]), body });
    });
  });
}

const brokenOff = (session: ClientHttp2Session): Error => Object.assign(new Error(`no answer before the ${session.destroyed ? 'connection' : 'stream'} was closed`), { code: 'ERR_HTTP2_STREAM_CANCEL' });

const joined = (value: string | string[] | undefined): string | undefined => Array.isArray(value) ? value.join(', ') : value;
