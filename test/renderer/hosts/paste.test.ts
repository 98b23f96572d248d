import { expect, test } from 'vitest';
import { parsePasted } from '../../../src-renderer/hosts/paste.ts';

const NOTHING = { port: 22, user: '', keyFiles: [], proxyJump: '', leftOut: [], problem: null };
const read = (line: string) => { const { line: _line, text: _text, ...found } = parsePasted(line)[0]!; return found; };

test.each([
  ['10.0.0.5', { ...NOTHING, name: '10.0.0.5', address: '10.0.0.5' }],
  ['root@10.0.0.5:2222', { ...NOTHING, name: '10.0.0.5', address: '10.0.0.5', user: 'root', port: 2222 }],
  ['root@10.0.0.5  # db 1', { ...NOTHING, name: 'db 1', address: '10.0.0.5', user: 'root' }],
  ['ssh web-1', { ...NOTHING, name: 'web-1', address: 'web-1' }],
  ['ssh -p 2222 -i ~/.ssh/lab -J bastion admin@db-1', { ...NOTHING, name: 'db-1', address: 'db-1', user: 'admin', port: 2222, keyFiles: ['~/.ssh/lab'], proxyJump: 'bastion' }],
  ['/usr/bin/ssh -p2222 -l admin db-1', { ...NOTHING, name: 'db-1', address: 'db-1', user: 'admin', port: 2222 }],
  ['ssh db-1 -p 2222', { ...NOTHING, name: 'db-1', address: 'db-1', port: 2222 }], // options may follow the host
  ['ssh -vvAtp 2222 db-1', { ...NOTHING, name: 'db-1', address: 'db-1', port: 2222 }],
  ['ssh -i "/keys/my key" -i \'/keys/other key\' a', { ...NOTHING, name: 'a', address: 'a', keyFiles: ['/keys/my key', '/keys/other key'] }],
  ['ssh -o Port=2200 -o "User ops" -o IdentityFile=~/k -o ProxyJump=a,b c', { ...NOTHING, name: 'c', address: 'c', port: 2200, user: 'ops', keyFiles: ['~/k'], proxyJump: 'a,b' }],
  ['ssh -p 2222 me@db-1:22', { ...NOTHING, name: 'db-1', address: 'db-1', user: 'me', port: 22 }],
])('%j is read as people mean it', (line, expected) => expect(read(line)).toEqual(expected));

test('what is not taken over of an ssh command is told: options, forwardings, the command at its end', () => {
  expect(read('ssh -o StrictHostKeyChecking=no -L 8080:localhost:80 -N me@a uptime -p').leftOut).toEqual(['-o StrictHostKeyChecking=no', '-L 8080:localhost:80', 'uptime -p']);
});

test.each([['user@', 'noHost'], ['two words', 'noHost'], ['ssh -p 22', 'noHost'], ['a:99999', 'port'], ['ssh -p x a', 'port'], ['ssh a -p', 'port'], ['ssh -o Port=0 a', 'port']])('%j is not taken: %s', (line, problem) => {
  expect(parsePasted(line)[0]?.problem).toBe(problem);
});

test('empty lines and comments are passed over, lines keep their numbers, and the second of two is told', () => {
  const found = parsePasted('# my hosts\n\nroot@a\r\n  me@a\nroot@a:22 # again\n');
  expect(found.map(({ line, user, problem }) => ({ line, user, problem }))).toEqual([{ line: 3, user: 'root', problem: null }, { line: 4, user: 'me', problem: null }, { line: 5, user: 'root', problem: 'twice' }]);
});
