import { expect, test } from 'vitest';
import { nameToType, openQuestions } from '../../../src-renderer/hosts/questions.ts';
import { host, question } from './host.ts';

test('a key of a jump host is asked about once, with every host that waits for it; changed keys come first', () => {
  const jump = question('unknown', 'bastion');
  const open = openQuestions([host('a', { question: jump }), host('b'), host('c', { question: jump }), host('d', { question: question('changed', 'd.example.org') }), host('p', { paused: true, question: question('unknown', 'p') })]);
  expect(open.map(({ question: asked, hosts }) => [asked.address, hosts])).toEqual([['d.example.org', ['d']], ['bastion', ['a', 'c']]]);
});

test('two keys at one address are two questions', () => {
  expect(openQuestions([host('a', { question: question('unknown', 'x', 'SHA256:1') }), host('b', { question: question('unknown', 'x', 'SHA256:2') })])).toHaveLength(2);
});

test('what is typed is the name of the host, or the address where several depend on it', () => {
  expect(nameToType({ id: '', question: question('changed', 'bastion'), hosts: ['web-1'] })).toBe('web-1');
  expect(nameToType({ id: '', question: question('changed', 'bastion'), hosts: ['web-1', 'web-2'] })).toBe('bastion');
});
