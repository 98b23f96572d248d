import { appendFileSync } from 'node:fs';
import { compress } from 'snappyjs';
import { encodeWriteRequest } from '../../src-main/formats/remotewrite.ts';
import { doomedOf, requestOf } from './acks.ts';

/** A program of its own: `ackwriter.ts URL TOKEN FILE FIRST`. Sends numbered requests and writes down the number of each that was acknowledged, until the host is gone. */
const [url = '', token = '', file = '', first = '0'] = process.argv.slice(2);
const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy', 'x-prometheus-remote-write-version': '0.1.0' };

async function sender(start: number, step: number): Promise<void> {
  for (let number = start; ; number += step) {
    try {
      const body = compress(encodeWriteRequest([...requestOf(number), ...doomedOf(number)]));
      const answer = await fetch(`${url}/api/v1/write`, { method: 'POST', headers, body: Uint8Array.from(body) });
      if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
      appendFileSync(file, `${number}\n`);
    } catch (error) {
      if (error instanceof TypeError) return; // the host is gone
      throw error;
    }
  }
}
await Promise.all([0, 1, 2].map(k => sender(Number(first) + k, 3)));
