import { expect, test } from 'vitest';
import { openLog, seldom } from '../../../src-main/base/log.ts';

const logged = (write: (log: ReturnType<typeof openLog>) => void, level?: string) => {
  const lines: string[] = [];
  write(openLog(level, { write: line => { lines.push(line); } }));
  return lines;
};

test.each(['token', 'password', 'secret', 'authorization', 'cookie', 'code', 'key'])('a field called %s is not written, at the top or one level down', field => {
  const [line = ''] = logged(log => log.info({ [field]: 'hunter2', request: { [field]: 'hunter2', path: '/x' } }, 'in'));
  expect(line).not.toContain('hunter2');
  expect(JSON.parse(line)).toMatchObject({ [field]: '•••', request: { [field]: '•••', path: '/x' }, msg: 'in' });
});

test('lines carry a time in UTC and nothing about the machine', () => {
  const [line = ''] = logged(log => log.warn('x'));
  expect(JSON.parse(line)).toEqual({ level: 40, time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/), msg: 'x' });
});

test('only what is at least as grave as the level is written', () => {
  expect(logged(log => { log.info('a'); log.warn('b'); log.error('c'); }, 'warn')).toHaveLength(2);
});

test('of many lines one a while goes through, and says how many did not', () => {
  let now = 0;
  const written: [string, number][] = [];
  const say = seldom(10_000, () => now, (line, leftOut) => written.push([line, leftOut]));
  for (now = 0; now < 25_000; now += 1_000) say(`at ${now}`);
  expect(written).toEqual([['at 0', 0], ['at 10000', 9], ['at 20000', 9]]);
});
