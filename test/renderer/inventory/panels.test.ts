import { describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS, prepare } from '../../../src-main/promql/engine.ts';
import { figures, notOk } from '../../../src-main/shared/model/questions.ts';
import { matchersOf } from '../../../src-renderer/inventory/address.ts';
import { forMachine, MACHINE_PANELS, PLAIN_PANELS, split } from '../../../src-renderer/inventory/panels.ts';
import { text } from '../../../src-renderer/inventory/text.ts';

const PANELS = [...MACHINE_PANELS, ...PLAIN_PANELS];
const matchers = matchersOf({ job: 'a "quoted" \\ job', instance: 'web-1:9100' });

test.each(PANELS)('the queries of $id are PromQL, whatever the machine is called', ({ queries }) => {
  for (const { promql } of queries) {
    const filled = forMachine(promql, matchers).replaceAll('$__rate_interval', '1m');
    expect(filled).not.toContain('$');
    expect(prepare(filled, DEFAULT_LIMITS).type).toBe('vector');
  }
});

test.each(Object.entries({ ...figures('2m'), ...notOk('10m') }))('the question about %s is PromQL', (_, promql) => {
  expect(prepare(promql, DEFAULT_LIMITS).type).toBe('vector');
});

describe('texts', () => {
  const cases = PANELS.flatMap(panel => (['en', 'zh'] as const).map(language => ({ panel, language })));
  test.each(cases)('$panel.id is named in $language', ({ panel, language }) => {
    const texts: { readonly panel: Readonly<Record<string, string>>; readonly series: Readonly<Record<string, string>>; readonly missing: Readonly<Record<string, string>> } = text[language];
    expect(texts.panel[panel.id]).toBeTypeOf('string');
    for (const { name, label } of panel.queries) if (label === undefined) expect(texts.series[name ?? '']).toBeTypeOf('string');
    if (MACHINE_PANELS.includes(panel)) expect(texts.missing[panel.id]).toBeTypeOf('string');
  });
});

test('a panel is shown when any of the metrics it needs is there', () => {
  const { shown, missing } = split(MACHINE_PANELS, new Set(['node_load1', 'node_pressure_memory_waiting_seconds_total']));
  expect(shown.map(panel => panel.id)).toEqual(['load', 'pressure']);
  expect(missing).toHaveLength(MACHINE_PANELS.length - 2);
});
