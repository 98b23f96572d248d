import { expect, test } from 'vitest';
import { parseDf, parseStatfs } from '../../../../src-main/formats/proc/statfs.ts';

test('stat tells blocks, inodes and the place, blanks and all', () => {
  expect(parseStatfs('4096 66053021 59447908 19992615 16777216 16294277 /\n512 1 2 3 4 5 /media/My Disk\n')).toEqual(new Map([
    ['/', { bsize: 4096, blocks: 66053021, bfree: 59447908, bavail: 19992615, files: 16777216, ffree: 16294277 }],
    ['/media/My Disk', { bsize: 512, blocks: 1, bfree: 2, bavail: 3, files: 4, ffree: 5 }],
  ]));
});

test('of two lines about one place the first counts; what is no such line is left out', () => {
  expect([...parseStatfs('1 2 3 4 5 6 /a\n9 9 9 9 9 9 /a\nstat: cannot read\n1 2 3 /b\n')]).toEqual([['/a', expect.objectContaining({ bsize: 1 })]]);
});

test('where there is only df: kilobytes, what is used subtracted; inodes where it knows them', () => {
  const kilobytes = 'Filesystem 1024-blocks Used Available Capacity Mounted on\n//nas/my share 1000 300 600 34% /mnt/nas\ntmpfs 64 0 64 0% /run\nnone 0 0 0 - /empty\n';
  const inodes = 'Filesystem Inodes IUsed IFree IUse% Mounted on\n//nas/my share 100 40 60 40% /mnt/nas\n';
  expect(parseDf(kilobytes, inodes)).toEqual(new Map([
    ['/mnt/nas', { bsize: 1024, blocks: 1000, bfree: 700, bavail: 600, files: 100, ffree: 60 }],
    ['/run', { bsize: 1024, blocks: 64, bfree: 64, bavail: 64, files: Number.NaN, ffree: Number.NaN }],
    ['/empty', { bsize: 1024, blocks: 0, bfree: 0, bavail: 0, files: Number.NaN, ffree: Number.NaN }],
  ]));
});
