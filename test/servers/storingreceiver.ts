import type { IncomingMessage, ServerResponse } from 'node:http';
import { uncompress } from 'snappyjs';
import { decodeWriteRequest, labelsAt } from '../../src-main/formats/remotewrite.ts';
import { decodeSymbolRequest, symbolAt, SymbolColumns } from '../../src-main/formats/remotewrite2.ts';
import { WriteColumns } from '../../src-main/formats/writecolumns.ts';
import { type PageServer, startPageServer } from './pageserver.ts';

/** One request: its version by Content-Type, and its samples as `name{a="b"} time value`. */
export interface TakenRequest { readonly version: 1 | 2; readonly samples: readonly string[]; readonly headers: IncomingMessage['headers'] }

/** How a receiver answers a request; it has stored it only when `stored` is called. */
export type Answering = (request: TakenRequest, response: ServerResponse, store: () => void) => void;

/** A remote_write receiver that a test makes answer as it likes, and that remembers what it has taken. */
export interface StoringReceiver {
  readonly url: string;
  readonly requests: TakenRequest[];
  /** what was stored, in the order of its coming */
  readonly stored: string[];
  answer: Answering;
  /** resolves when `done` holds; asked after each request */
  until(done: () => boolean): Promise<void>;
  stop(): Promise<void>;
}

/** As the specification of 2.0 asks: a receiver that has stored everything says so in headers. */
export const takesAll: Answering = ({ version, samples }, response, store) => {
  store();
  response.writeHead(204, version === 2 ? { 'X-Prometheus-Remote-Write-Samples-Written': String(samples.length), 'X-Prometheus-Remote-Write-Histograms-Written': '0', 'X-Prometheus-Remote-Write-Exemplars-Written': '0' } : {}).end();
};
/** As Prometheus 2.42: a 2.0 body has no field that it knows, so it stores nothing and is content. */
export const knowsOnly1: Answering = ({ version }, response, store) => {
  if (version === 1) store();
  response.writeHead(204).end();
};

export async function startStoringReceiver(answer: Answering = takesAll): Promise<StoringReceiver> {
  const waiting = new Set<() => void>();
  const receiver: Omit<StoringReceiver, 'url'> = {
    requests: [], stored: [], answer,
    until: done => new Promise(resolve => {
      const look = () => {
        if (!done()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    }),
    stop: () => server.stop(),
  };
  const server: PageServer = await startPageServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => { chunks.push(chunk); });
    request.on('end', () => {
      const taken = taking(Buffer.concat(chunks), request);
      receiver.requests.push(taken);
      receiver.answer(taken, response, () => { receiver.stored.push(...taken.samples); });
      for (const look of [...waiting]) look();
    });
  });
  return Object.assign(receiver, { url: `${server.url}/api/v1/write` });
}

function taking(body: Buffer, { headers }: IncomingMessage): TakenRequest {
  const version = headers['content-type']?.includes('io.prometheus.write.v2.Request') ? 2 : 1;
  const plain = new Uint8Array(uncompress(body));
  return { version, headers, samples: version === 2 ? samplesOf2(plain) : samplesOf1(plain) };
}

function samplesOf1(plain: Uint8Array): string[] {
  const columns = new WriteColumns();
  decodeWriteRequest(plain, plain.length, columns);
  return lines(columns, i => labelsAt(plain, columns.labelStart[i]!, columns.labelEnd[i]!));
}

function samplesOf2(plain: Uint8Array): string[] {
  const columns = new SymbolColumns();
  decodeSymbolRequest(plain, plain.length, columns);
  return lines(columns, i => Array.from(columns.labelRefs.subarray(columns.labelStart[i], columns.labelEnd[i]), ref => symbolAt(plain, columns, ref)));
}

function lines({ series, sampleEnd, times, bits }: WriteColumns, labelsOf: (i: number) => readonly string[]): string[] {
  const values = new Float64Array(bits.buffer, bits.byteOffset, bits.length / 2);
  return Array.from({ length: series }, (_, i) => {
    const pairs = labelsOf(i);
    const name = pairs.flatMap((text, n) => n % 2 === 0 && text !== '__name__' ? [`${text}="${pairs[n + 1]}"`] : []).join(',');
    const metric = pairs[pairs.indexOf('__name__') + 1];
    return Array.from({ length: sampleEnd[i]! - (i === 0 ? 0 : sampleEnd[i - 1]!) }, (_, n) => {
      const at = (i === 0 ? 0 : sampleEnd[i - 1]!) + n;
      return `${metric}${name === '' ? '' : `{${name}}`} ${times[at]} ${values[at]}`;
    });
  }).flat();
}
