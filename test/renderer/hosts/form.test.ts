import { expect, test } from 'vitest';
import { SshHostConfig } from '../../../src-main/shared/model/sshhost.ts';
import { configOf, formOf, type HostForm, NEW_COMMAND, NEW_HOST, withDestination } from '../../../src-renderer/hosts/form.ts';
import { isPrivateKey, secretDraft, secretsOf } from '../../../src-renderer/hosts/secrets.ts';

const form = (change: Partial<HostForm>): HostForm => ({ ...NEW_HOST, address: '10.0.0.5', user: 'ops', ...change });
const PEM = '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----';

test('a host needs an address and a user; its name is its address until it is given another', () => {
  expect(configOf(form({})).config).toEqual(SshHostConfig.parse({ name: '10.0.0.5', address: '10.0.0.5', user: 'ops' }));
  expect(configOf(form({ address: ' ', user: '' })).problems.fields).toEqual({ name: 'name', address: 'address', user: 'user' });
});

test.each([
  [{ port: '0' }, { port: 'port' }], [{ port: 'x' }, { port: 'port' }], [{ interval: 'soon' }, { interval: 'interval' }], [{ interval: '500ms' }, { interval: 'interval' }], [{ timeout: '10m' }, { timeout: 'timeout' }], [{ job: ' ' }, { job: 'job' }],
  [{ agent: false }, { auth: 'noWayIn' }], [{ key: { kept: false, text: 'ssh-ed25519 AAAA me@here', gone: false } }, { key: 'notPrivate' }],
] as const)('%j is refused beside its field', (change, problems) => {
  const { config, problems: found } = configOf(form(change));
  expect(found.fields).toEqual(problems);
  expect(config).toBeNull();
});

test('one way in is enough, whichever it is; a kept secret that is to be removed is none', () => {
  const wayIn = (change: Partial<HostForm>) => configOf(form({ agent: false, ...change })).config?.auth ?? null;
  expect(wayIn({ keyFiles: ' ~/.ssh/id_ed25519 \n\n~/.ssh/other' })).toEqual({ agent: false, keyFiles: ['~/.ssh/id_ed25519', '~/.ssh/other'], key: false, password: false, interactive: false });
  expect(wayIn({ password: secretDraft(true) })).toMatchObject({ password: true });
  expect(wayIn({ key: { kept: false, text: PEM, gone: false } })).toMatchObject({ key: true });
  expect(wayIn({ answers: { kept: false, text: '123456', gone: false } })).toMatchObject({ interactive: true });
  expect(wayIn({ password: { kept: true, text: '', gone: true } })).toBeNull();
});

test('secrets are sent when they were written, sent empty when they are to go, and left out otherwise', () => {
  const kept = secretDraft(true);
  expect(secretsOf({ key: kept, passphrase: secretDraft(false), password: kept, answers: kept })).toEqual({});
  expect(secretsOf({ key: { ...kept, gone: true }, passphrase: secretDraft(false), password: { ...kept, text: 'new' }, answers: { ...kept, gone: true } })).toEqual({ privateKey: '', password: 'new', answers: [] });
  expect(secretsOf({ key: { ...kept, text: `  ${PEM}` }, passphrase: { ...secretDraft(false), text: ' with blanks ' }, password: kept, answers: { ...kept, text: 'one\ntwo' } })).toEqual({ privateKey: `${PEM}\n`, passphrase: ' with blanks ', answers: ['one', 'two'] });
});

test.each([[PEM, true], ['-----BEGIN RSA PRIVATE KEY-----\nx', true], ['-----BEGIN PRIVATE KEY-----\nx', true], ['-----BEGIN ENCRYPTED PRIVATE KEY-----\nx', true], ['ssh-ed25519 AAAAC3', false], ['-----BEGIN CERTIFICATE-----', false]])('%j is a private key: %s', (text, is) => expect(isPrivateKey(text)).toBe(is));

test('what is wrong with a command stands beside that command', () => {
  const good = { ...NEW_COMMAND, name: 'queue', command: 'mailq' };
  const { problems } = configOf(form({ commands: [good, { ...good, name: '1x', maxKib: 'much' }, { ...good, name: ' queue ' }, { ...good, name: 'b', command: ' ', interval: '1s' }] }));
  expect(problems).toEqual({ fields: {}, commands: [{}, { name: 'name', maxKib: 'maxKib' }, { name: 'twice' }, { command: 'command', interval: 'interval' }] });
});

test('a form made of a configuration makes the same configuration', () => {
  const config = SshHostConfig.parse({
    name: 'db-1', address: 'db.internal', port: 2222, user: 'ops', auth: { agent: false, keyFiles: ['~/.ssh/a', '~/.ssh/b'], key: true, password: true, interactive: true }, proxyJump: 'ops@bastion:22,inner', job: 'db', group: 'prod', tags: { env: 'prod', note: 'a=b' },
    intervalMs: 90_000, timeoutMs: 7_500, collectors: ['cpu', 'memory'], commands: [{ name: 'backup_age', command: 'date', format: 'pairs', unit: 'seconds', intervalMs: 30_000, timeoutMs: 1_500, maxBytes: 1_536 }],
  });
  expect(configOf(formOf(config))).toEqual({ config, problems: { fields: {}, commands: [{}] } });
});

test('a pasted destination fills user and port; what it does not name stays', () => {
  expect(withDestination(form({ port: '2200' }), 'root@db-1:2222')).toMatchObject({ address: 'db-1', user: 'root', port: '2222' });
  expect(withDestination(form({ port: '2200' }), ' db-1 ')).toMatchObject({ address: 'db-1', user: 'ops', port: '2200' });
});

test.each([['db-1:99999', '99999'], ['ssh://root@db-1:0/', '0'], ['[2001:db8::1]:ssh', 'ssh'], ['db-1:', '']])('a wrong port in an address is shown as it is, and no other is taken for it: %s', (text, port) => {
  const filled = withDestination(form({ port: '2200' }), text);
  expect(filled.port).toBe(port);
  if (port !== '') expect(configOf(filled)).toMatchObject({ config: null, problems: { fields: { port: 'port' } } });
});
