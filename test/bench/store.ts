import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openForReading } from '../../src-main/store/metrics.ts';
import { Querier } from '../../src-main/tsdb/querier.ts';
import { SampleStore } from '../../src-main/tsdb/store.ts';

const HOSTS = 20;
const SERIES = 500;
const SCRAPES = 480;
const T0 = Date.UTC(2026, 0, 1);
const SETTINGS = { budgetBytes: 2 ** 40, retentionMs: 0, durability: 'process' } as const;

/** A fleet of 20 hosts x 500 series x 480 scrapes: two thirds constant, the rest counters and gauges. Append, seal, size, read, start. */
export function benchStore(): { name: string; figure: string }[] {
  const dir = mkdtempSync(join(tmpdir(), 'stratoscope-bench-'));
  const path = join(dir, 'metrics.db');
  const open = () => new SampleStore({ path, settings: SETTINGS, now: () => T0 + SCRAPES * 15_000, damaged: () => undefined });
  const rows: { name: string; figure: string }[] = [];
  const total = HOSTS * SERIES * SCRAPES;
  const timed = (name: string, samples: number, run: () => void) => {
    const began = performance.now();
    run();
    const ms = performance.now() - began;
    rows.push({ name, figure: samples > 0 ? `${(samples / ms / 1000).toFixed(2)} M samples/s` : `${ms.toFixed(0)} ms` });
  };
  const store = open();
  const hosts = Array.from({ length: HOSTS }, (_, h) => store.resolve(Array.from({ length: SERIES }, (_, s) => ['__name__', `metric_${s}`, 'instance', `host-${h}:9100`, 'job', 'node'])));
  timed('append, one scrape a commit', total, () => {
    for (let k = 0; k < SCRAPES; k++) for (const [h, refs] of hosts.entries()) store.append(refs.slice(), Float64Array.of(T0 + k * 15_000 + h * 700), values(k, h));
  });
  timed('seal what is left', 0, () => store.sealAll());
  const sealed = store.stats().blobBytes / total;
  let longest = 0;
  timed('compaction to the cold tier', total, () => {
    let began = performance.now();
    for (const _step of store.compacting()) {
      longest = Math.max(longest, performance.now() - began);
      began = performance.now();
    }
  });
  rows.push({ name: 'its longest step', figure: `${longest.toFixed(0)} ms` });
  const { fileBytes, blobBytes } = store.stats();
  rows.push({ name: 'rows as sealed, compacted, the file at rest', figure: `${[sealed, blobBytes / total, fileBytes / total].map(bytes => bytes.toFixed(3)).join(', ')} B/sample` });
  timed('start', 0, () => { store.close(); open().close(); });
  const querier = new Querier(openForReading(path), () => undefined);
  querier.refresh();
  const none = { refs: new Uint32Array(0), ends: new Uint32Array(0), times: new Float64Array(0), values: new Float64Array(0) };
  timed('read every sample', total, () => {
    const selection = { matchers: [], from: T0, to: T0 + SCRAPES * 15_000 + 20_000 };
    for (const _ of querier.source([{ selection, refs: querier.select([]), tails: none }]).select(selection)) { /* decoding is the work */ }
  });
  rmSync(dir, { recursive: true, force: true });
  return rows;
}

function values(k: number, h: number): Float64Array {
  return Float64Array.from({ length: SERIES }, (_, s) => s % 3 < 2 ? s * h : s % 2 === 0 ? Math.floor(k * (s + 1.7) + 40 * Math.sin(k + h)) : Math.round(1e6 * (1 + Math.sin(k / 50 + s))) / 1000);
}
