import { expect, test } from 'vitest';
import type { ImportOutcome, PrometheusImport } from '../../../src-main/shared/model/prometheusimport.ts';
import { importRows, tally } from '../../../src-renderer/prometheus/rows.ts';

const target = (line: number, url: string, outcome: ImportOutcome) => ({ line, job: 'j', url, labels: { instance: 'i', env: 'prod', job: 'j' }, outcome, detail: '' });

test('targets and files of an import stand by line, and what is new is counted', () => {
  const result: PrometheusImport = {
    targets: [target(9, 'http://a', 'new'), target(9, 'http://b', 'dropped'), target(3, 'http://c', 'known')],
    files: [{ line: 5, job: 'j', files: ['/x/*.json', '/y.yml'], targets: 7, outcome: 'refused', detail: 'why' }], leftOut: [],
  };
  const rows = importRows(result);
  expect(rows.map(({ id, line, what, found, labels, outcome }) => [id, line, what, found, labels, outcome])).toEqual([
    ['0', 3, 'http://c', null, 'instance=i, env=prod', 'known'], ['1', 5, '/x/*.json, /y.yml', 7, '', 'refused'], ['2', 9, 'http://a', null, 'instance=i, env=prod', 'new'], ['3', 9, 'http://b', null, 'instance=i, env=prod', 'dropped'],
  ]);
  expect(tally(rows)).toEqual({ fresh: 2, known: 1, refused: 1 });
});
