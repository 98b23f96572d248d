import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { InstantResult, RangeResult } from '../../src-main/promql/answer.ts';
import { DEFAULT_LIMITS, prepare } from '../../src-main/promql/engine.ts';
import { compareLabels, shownLabels } from '../../src-main/promql/labelset.ts';
import { isPresent } from '../../src-main/promql/presence.ts';
import { type LabelPairs, pairsKey } from '../../src-main/shared/model/labels.ts';
import { setStale } from '../../src-main/shared/model/sample.ts';
import { MemorySource } from './memorysource.ts';
import { type EvalCommand, type Expectation, type LoadCommand, parseScript, type SeriesLine } from './script.ts';

const LIMITS = { ...DEFAULT_LIMITS, experimental: true };

for (const file of globSync('test/promql/scripts/*.promqltest').sort()) {
  describe(basename(file, '.promqltest'), () => {
    let loaded: LoadCommand[] = [];
    for (const command of parseScript(readFileSync(file, 'utf8'))) {
      if (command.kind === 'clear') loaded = [];
      else if (command.kind === 'load') loaded = [...loaded, command];
      else {
        const loads = loaded;
        test(`${command.line}: ${command.query}`, () => check(command, sourceOf(loads)));
      }
    }
  });
}

function sourceOf(loads: readonly LoadCommand[]): MemorySource {
  const source = new MemorySource();
  const byLabels = new Map<string, { labels: LabelPairs; times: number[]; values: number[]; stale: number[] }>();
  for (const { stepMs, series } of loads) {
    for (const { labels, values } of series) {
      const one = byLabels.get(pairsKey(labels)) ?? { labels, times: [], values: [], stale: [] };
      byLabels.set(pairsKey(labels), one);
      for (const [i, slot] of values.entries()) {
        if (slot === null) continue;
        if (slot === 'stale') one.stale.push(one.times.length);
        one.times.push(i * stepMs);
        one.values.push(slot === 'stale' ? 0 : slot);
      }
    }
  }
  for (const { labels, times, values, stale } of byLabels.values()) {
    source.add(labels, times, values);
    const bits = new Uint32Array(source.series.at(-1)!.values.buffer);
    for (const place of stale) setStale(bits, place);
  }
  return source;
}

function check(command: EvalCommand, source: MemorySource): void {
  const failure = command.expectations.find(({ what }) => what === 'fail');
  if (failure !== undefined) {
    const message = refusal(() => evaluate(command, source));
    expect(message, 'must be refused').not.toBeNull();
    says(failure, [message ?? '']);
    return;
  }
  const result = evaluate(command, source);
  for (const expectation of command.expectations) {
    const { what, text } = expectation;
    if (what === 'warn') says(expectation, result.warnings);
    else if (what === 'info') says(expectation, result.infos);
    else if (what === 'string') expect(result).toMatchObject({ kind: 'string', text });
  }
  const silent = (kind: 'warn' | 'info'): boolean => !command.expectations.some(({ what }) => what === kind);
  if (silent('warn')) expect(result.warnings).toEqual([]);
  if (command.expectations.some(({ what }) => what === 'no_info')) expect(result.infos).toEqual([]);
  if (!command.expectations.some(({ what }) => what === 'string')) compare(command, rowsOf(result));
}

function evaluate({ query, from, to, step }: EvalCommand, source: MemorySource): InstantResult | RangeResult {
  const prepared = prepare(query, LIMITS);
  if (step === 0) return prepared.instant(source, from, () => undefined);
  return prepared.range(source, { from, to, step }, () => undefined);
}

function refusal(run: () => unknown): string | null {
  try {
    run();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function says({ text, pattern }: Expectation, messages: readonly string[]): void {
  expect(messages.length).toBeGreaterThan(0);
  if (text !== null) expect(messages).toContain(text);
  if (pattern !== null) expect(messages.join('\n')).toMatch(pattern);
}

interface Row { readonly labels: LabelPairs; readonly values: readonly (number | null)[] }

function rowsOf(result: InstantResult | RangeResult): Row[] | number {
  if (!('kind' in result)) return result.series.map(({ labels, values, present }) => ({ labels, values: Array.from(values, (value, i) => (isPresent(present, i) ? value : null)) }));
  switch (result.kind) {
    case 'vector': return result.series.map(({ labels, value }) => ({ labels, values: [value] }));
    case 'matrix': return result.series.map(({ labels, values }) => ({ labels, values: Array.from(values) }));
    case 'scalar': return result.value;
    case 'string': throw new Error(`a string: ${result.text}`);
  }
}

function compare({ series, scalar, expectations }: EvalCommand, rows: readonly Row[] | number): void {
  if (typeof rows === 'number') { expect(near(rows, scalar ?? NaN), `${rows} for ${scalar}`).toBe(true); return; }
  expect(scalar).toBeNull();
  const ordered = expectations.some(({ what }) => what === 'ordered');
  const sorted = <T extends Row | SeriesLine>(list: readonly T[]): T[] => (ordered ? [...list] : [...list].sort((a, b) => compareLabels(a.labels, b.labels)));
  const found = sorted(rows), wanted = sorted(series);
  expect(found.map(({ labels }) => shownLabels(labels))).toEqual(wanted.map(({ labels }) => shownLabels(labels)));
  for (const [i, { labels, values }] of wanted.entries()) {
    const mine = found[i]!.values;
    expect(mine.length, shownLabels(labels)).toBe(values.length);
    for (const [k, value] of values.entries()) {
      const agrees = value === null || value === 'stale' ? mine[k] === null : mine[k] !== null && near(mine[k]!, value);
      expect(agrees, `${shownLabels(labels)}, value ${k}: ${mine[k]} for ${value}`).toBe(true);
    }
  }
}

function near(a: number, b: number): boolean {
  if (Object.is(a, b) || a === b) return true;
  return Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b));
}
