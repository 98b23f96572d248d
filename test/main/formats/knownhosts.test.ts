import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fingerprintOf, knownName, namesHost, parseKnownHosts, plainNames } from '../../../src-main/formats/knownhosts.ts';

// The keys and fingerprints that github.com and gitlab.com publish in their documentation.
const GITHUB = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';
const GITHUB_FINGERPRINT = 'SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU';
const GITLAB = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAfuCHKVTjquxvt6CM6tdG4SLp1Btn/nOeHHE5UOzRdf';
const GITLAB_FINGERPRINT = 'SHA256:eUXGGm1YGsMAS7vkcx6JOJdOGHPem5gQp4taiCfCLB8';

test('a fingerprint is the one that OpenSSH shows', () => {
  expect(fingerprintOf(Buffer.from(GITHUB.split(' ')[1]!, 'base64'))).toBe(GITHUB_FINGERPRINT);
});

test.each([
  { line: `github.com ${GITHUB}`, name: 'github.com', names: true },
  { line: `github.com ${GITHUB}`, name: 'GitHub.com'.toLowerCase(), names: true },
  { line: `GitHub.com ${GITHUB}`, name: 'github.com', names: true },
  { line: `github.com ${GITHUB}`, name: 'gist.github.com', names: false },
  { line: `github.com,140.82.121.3 ${GITHUB} with a comment`, name: '140.82.121.3', names: true },
  { line: `*.example.com,!bad.example.com ${GITHUB}`, name: 'web.example.com', names: true },
  { line: `*.example.com,!bad.example.com ${GITHUB}`, name: 'bad.example.com', names: false },
  { line: `web-? ${GITHUB}`, name: 'web-1', names: true },
  { line: `web-? ${GITHUB}`, name: 'web-12', names: false },
  { line: `[web]:2222 ${GITHUB}`, name: knownName('web', 2222), names: true },
  { line: `[web]:2222 ${GITHUB}`, name: knownName('web', 22), names: false },
  { line: `@revoked * ${GITHUB}`, name: 'anything', names: true },
])('$line names $name: $names', ({ line, name, names }) => {
  const [key] = parseKnownHosts(line);
  expect(key).toMatchObject({ type: 'ssh-ed25519', fingerprint: GITHUB_FINGERPRINT });
  expect(namesHost(key!, name)).toBe(names);
});

test('comments, blank lines, markers that nobody knows and broken keys are left out; the others stay in order', () => {
  const text = `# mine\n\nweb ${GITHUB}\r\n@cert-authority *.example.com ${GITLAB}\n@future x ${GITHUB}\nweb ssh-ed25519\nweb ssh-ed25519 !!!\n@revoked web ${GITLAB}\n`;
  expect(parseKnownHosts(text).map(({ marker, hosts, fingerprint }) => [marker, hosts, fingerprint])).toEqual([
    ['', 'web', GITHUB_FINGERPRINT], ['cert-authority', '*.example.com', GITLAB_FINGERPRINT], ['revoked', 'web', GITLAB_FINGERPRINT],
  ]);
});

test('names that ssh-keygen has hashed are found again, and no others', () => {
  const dir = mkdtempSync(join(tmpdir(), 'known-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const file = join(dir, 'known_hosts');
  writeFileSync(file, `web.example.com,10.0.0.1 ${GITHUB}\n[db]:2222 ${GITLAB}\n`);
  try {
    execFileSync('ssh-keygen', ['-H', '-f', file], { stdio: 'ignore' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return; // no OpenSSH here
    throw error;
  }
  const keys = parseKnownHosts(readFileSync(file, 'utf8'));
  const found = (name: string) => keys.filter(key => namesHost(key, name)).map(({ fingerprint }) => fingerprint);
  expect([found('web.example.com'), found('10.0.0.1'), found(knownName('db', 2222)), found('db')]).toEqual([[GITHUB_FINGERPRINT], [GITHUB_FINGERPRINT], [GITLAB_FINGERPRINT], []]);
  expect(keys.flatMap(plainNames)).toEqual([]);
});

test('an example of a hashed name from sshd(8) is recognised as one', () => {
  const [key] = parseKnownHosts(`|1|JfKTdBh7rNbXkVAQCRp4OQoPfmI=|USECr3SWf1JUPsms5AqfD5QfxkM= ${GITHUB}`);
  expect(key?.hosts.startsWith('|1|')).toBe(true);
  expect(namesHost(key!, 'github.com')).toBe(false);
});

test('plain names are told with their ports', () => {
  const [key] = parseKnownHosts(`web,*.web,[db]:2222,!x ${GITHUB}`);
  expect(plainNames(key!)).toEqual([{ address: 'web', port: 22 }, { address: 'db', port: 2222 }]);
});
