import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { restoreCommand, shareOf } from '../../../src-renderer/settings/backup.ts';

test.each(['/var/backups/2026-01-15', "/mnt/Ann's disk/$HOME `x` \"y\"", '/数据/备份', '/a;b&c'])('a shell reads the folder %s back as it is', folder => {
  const script = restoreCommand(folder).replace(/^stratoscope/, 'printf "%s\\n"');
  expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\n').slice(0, 4)).toEqual(['restore', folder, '--data-dir', 'NEW-FOLDER']);
});

test.each([[0, 0, 0], [1, 4, 25], [4, 4, 100], [5, 4, 100]])('%i of %i bytes are %i %% of a copy', (copiedBytes, totalBytes, share) => {
  expect(shareOf({ copiedBytes, totalBytes })).toBe(share);
});
