import { expect, test } from 'vitest';
import { parseMeminfo, swapInUse } from '../../../../src-main/formats/proc/meminfo.ts';
import { lines } from './lines.ts';

test('kB are 1024 bytes, brackets become part of the name, counts keep their bare name', () => {
  expect(lines(parseMeminfo('MemTotal:        3742148 kB\nActive(anon):    10 kB\nHugePages_Total:       3\nMystery:  5 MB\nno colon 7 kB\n'))).toEqual([
    'node_memory_MemTotal_bytes 3831959552', // 3742148 * 1024
    'node_memory_Active_anon_bytes 10240', 'node_memory_HugePages_Total 3',
  ]);
});

test.each([
  { text: 'SwapTotal: 100 kB\nSwapFree: 100 kB\n', swaps: false },
  { text: 'SwapTotal: 100 kB\nSwapFree: 96 kB\n', swaps: true },
  { text: 'SwapTotal: 0 kB\nSwapFree: 0 kB\n', swaps: false },
  { text: '', swaps: false },
])('swap in use: $swaps for $text', ({ text, swaps }) => expect(swapInUse(text)).toBe(swaps));
