import { compress } from 'snappyjs';
import { textFormat } from '../../src-main/formats/exposition.ts';
import { csvHistory } from '../../src-main/formats/history/csv.ts';
import { decodeLines } from '../../src-main/formats/influx.ts';
import { LineColumns } from '../../src-main/formats/linecolumns.ts';
import { PageReader } from '../../src-main/formats/page.ts';
import { decodeWriteRequest, encodeWriteRequest } from '../../src-main/formats/remotewrite.ts';
import { SeriesColumns } from '../../src-main/formats/seriescolumns.ts';
import { SnappyDecoder } from '../../src-main/formats/snappy.ts';
import { WriteColumns } from '../../src-main/formats/writecolumns.ts';
import { toPairs } from '../../src-main/shared/model/labels.ts';

export interface Measure { readonly name: string; readonly value: number; readonly unit: string }

const SERIES = 5000;
const LINES = 1500;

/** How fast requests and pages are read, best of several rounds. */
export function benchFormats(): Measure[] {
  const request = writeRequest();
  const block = new Uint8Array(compress(request));
  const page = Buffer.from(Array.from({ length: LINES }, (_, i) => `node_cpu_seconds_total{cpu="${i >> 3}",mode="mode${i & 7}"} ${(i * 977) / 100}\n`).join(''));
  const columns = new WriteColumns();
  const lines = Buffer.from(cpuLines());
  const lineColumns = new LineColumns();
  const table = csvTable();
  const seriesColumns = new SeriesColumns();
  const snappy = new SnappyDecoder();
  return [
    { name: 'remote_write decode', unit: 'M samples/s', value: SERIES / bestMs(() => decodeWriteRequest(request, request.length, columns)) / 1000 },
    { name: 'snappy decode', unit: 'MB/s', value: request.length / bestMs(() => snappy.decode(block, 2 ** 26)) / 1000 },
    { name: 'line protocol decode', unit: 'M samples/s', value: SERIES / bestMs(() => decodeLines(lines, { unit: 'ns', now: 0 }, lineColumns)) / 1000 },
    { name: 'CSV decode', unit: 'M samples/s', value: table.samples / bestMs(() => table.decoder.decode(table.bytes, seriesColumns)) / 1000 },
    { name: `a page of ${LINES} samples`, unit: 'ms', value: bestMs(() => new PageReader(page, textFormat).read()) },
  ];
}

/** One sample per series, about 250 bytes of labels each. */
function writeRequest(): Uint8Array {
  return encodeWriteRequest(Array.from({ length: SERIES }, (_, i) => ({
    labels: toPairs({
      __name__: 'node_network_receive_bytes_total', device: `veth${i}`, instance: `web-${i % 20}.example.com:9100`, job: 'node', region: 'eu-central-1',
      cluster: 'production', team: 'platform', zone: `eu-central-1${'abc'[i % 3]}`, rack: `r${i % 50}`, env: 'prod',
    }),
    times: Float64Array.of(1763623440000 + i),
    values: Float64Array.of(Math.sqrt(i) * 1e6),
  })));
}

/** As Telegraf writes the CPUs of 125 hosts: ten fields a line. */
function cpuLines(): string {
  const fields = ['user', 'system', 'idle', 'nice', 'iowait', 'irq', 'softirq', 'steal', 'guest', 'guest_nice'];
  return Array.from({ length: SERIES / fields.length }, (_, i) =>
    `cpu,cpu=cpu${i & 3},host=web-${i >> 2}.example.com ${fields.map((field, n) => `usage_${field}=${((i * 977 + n * 131) % 10_000) / 100}`).join(',')} 17636234400000${i}000\n`).join('');
}

/** A hundred series at 300 times, as our own export writes them. */
function csvTable() {
  const [rows, columns] = [300, 100];
  const header = ['time', ...Array.from({ length: columns }, (_, i) => `m{i="${i}"}`)];
  const lines = Array.from({ length: rows }, (_, row) => [new Date(1763623440000 + row * 15_000).toISOString(), ...Array.from({ length: columns }, (_, i) => ((row * 977 + i * 131) % 100_000) / 100)].join(','));
  return { samples: rows * columns, bytes: Buffer.from(lines.join('\r\n')), decoder: csvHistory(header, { delimiter: ',', time: 'time', unit: 'iso', shape: { kind: 'series' } }) };
}

/** ms of one call, the best of 10 rounds of 20 calls. */
function bestMs(run: () => unknown): number {
  let best = Infinity;
  for (let round = 0; round < 10; round++) {
    const start = performance.now();
    for (let i = 0; i < 20; i++) run();
    best = Math.min(best, (performance.now() - start) / 20);
  }
  return best;
}
