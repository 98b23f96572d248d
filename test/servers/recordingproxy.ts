import { request as ask } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { startPageServer } from './pageserver.ts';

export interface RecordingProxy {
  readonly url: string;
  /** every page that went through, unpacked, in order */
  readonly pages: string[];
  stop(): Promise<void>;
}

/** Passes requests on to `upstream` (as http://host:port) and keeps what it answers; the bytes go through unchanged. */
export async function startRecordingProxy(upstream: string): Promise<RecordingProxy> {
  const pages: string[] = [];
  const server = await startPageServer((request, response) => {
    const headers = { accept: request.headers.accept ?? '', 'accept-encoding': String(request.headers['accept-encoding'] ?? 'identity') };
    ask(`${upstream}${request.url}`, { headers }, answer => {
      const chunks: Buffer[] = [];
      answer.on('data', chunk => chunks.push(chunk)).on('end', () => {
        const body = Buffer.concat(chunks);
        pages.push((answer.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString());
        response.writeHead(answer.statusCode!, answer.headers).end(body);
      });
    }).on('error', () => response.writeHead(502).end()).end();
  });
  return { url: server.url, pages, stop: server.stop };
}
