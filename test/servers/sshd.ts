import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './freeport.ts';

const SSHD = '/usr/sbin/sshd';

export interface KeyPair { readonly path: string; /** one line, as authorized_keys wants it */ readonly publicKey: string; readonly privateKey: string; /** `SHA256:…` */ readonly fingerprint: string; readonly type: string }
export interface KeyOptions { readonly type?: 'ed25519' | 'ecdsa' | 'rsa'; readonly passphrase?: string; readonly format?: 'RFC4716' | 'PEM' | 'PKCS8'; readonly comment?: string }

/** A key of ssh-keygen's making. */
export function makeKey(path: string, { type = 'ed25519', passphrase = '', format = 'RFC4716', comment = 'test' }: KeyOptions = {}): KeyPair {
  execFileSync('ssh-keygen', ['-q', '-t', type, ...type === 'rsa' ? ['-b', '2048'] : [], '-N', passphrase, '-m', format, '-C', comment, '-f', path]);
  const publicKey = readFileSync(`${path}.pub`, 'utf8').trim();
  const fingerprint = execFileSync('ssh-keygen', ['-l', '-f', `${path}.pub`], { encoding: 'utf8' }).split(' ')[1] ?? '';
  return { path, publicKey, privateKey: readFileSync(path, 'utf8'), fingerprint, type: publicKey.split(' ')[0] ?? '' };
}

/** Makes `<key>-cert.pub` beside a key, which lets these users in where the authority is trusted. */
export function certify(key: KeyPair, authority: KeyPair, users: readonly string[], keyId: string, options: readonly string[] = []): void {
  execFileSync('ssh-keygen', ['-q', '-s', authority.path, '-I', keyId, '-n', users.join(','), ...options, `${key.path}.pub`], { stdio: 'pipe' });
}

export interface SshdOptions {
  readonly authorizedKeys?: readonly KeyPair[];
  /** lines of sshd_config beyond the basic ones; the first value of an option wins, and these come first */
  readonly config?: readonly string[];
  readonly hostKeyTypes?: readonly ('ed25519' | 'ecdsa' | 'rsa')[];
  /** a free one when left out */
  readonly port?: number;
}

export interface Sshd {
  readonly port: number;
  readonly hostKeys: readonly KeyPair[];
  /** of known_hosts, for each key */
  knownHosts(): string;
  log(): string;
  /** ends every connection, goes on listening */
  cut(): void;
  /** no longer answers, nor accepts; connections stay as they are */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

/** Why no sshd can be started here; undefined when one can. */
export const noSshd = (): string | undefined => existsSync(SSHD) ? undefined : 'openssh-server is not installed';

/** Starts Debian's sshd on loopback with keys and a configuration of its own, in the foreground, and waits until it listens. */
export async function startSshd({ authorizedKeys = [], config = [], hostKeyTypes = ['ed25519'], port }: SshdOptions = {}): Promise<Sshd> {
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const dir = mkdtempSync(join(tmpdir(), 'sshd-'));
  const hostKeys = hostKeyTypes.map(type => makeKey(join(dir, `host_${type}`), { type }));
  writeFileSync(join(dir, 'authorized_keys'), authorizedKeys.map(key => `${key.publicKey}\n`).join(''));
  const at = port ?? await freePort();
  writeFileSync(join(dir, 'sshd_config'), [
    ...config, `Port ${at}`, 'ListenAddress 127.0.0.1', ...hostKeys.map(key => `HostKey ${key.path}`), `AuthorizedKeysFile ${join(dir, 'authorized_keys')}`,
    'PidFile none', 'StrictModes no', 'UsePAM no', 'UseDNS no', 'PasswordAuthentication no', 'KbdInteractiveAuthentication no', 'PermitRootLogin yes', 'PrintMotd no', 'PrintLastLog no', 'LogLevel VERBOSE',
    'SetEnv SHLVL=2', '', // bash would read ~/.bashrc for a command by SSH at its first level
  ].join('\n'));
  execFileSync('chmod', ['755', dir]); // users read what lies there
  const child = spawn(SSHD, ['-D', '-e', '-f', join(dir, 'sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] });
  let told = '';
  child.stderr.on('data', (chunk: Buffer) => { told += chunk.toString(); });
  await listening(child, () => told);
  const signalAll = (signal: NodeJS.Signals, pids: readonly number[]) => { for (const pid of pids) signalOne(pid, signal); };
  return {
    port: at, hostKeys, log: () => told,
    knownHosts: () => hostKeys.map(key => `[127.0.0.1]:${at} ${key.publicKey}\n`).join(''),
    cut: () => signalAll('SIGKILL', descendants(child.pid!)),
    freeze: () => signalAll('SIGSTOP', [child.pid!, ...descendants(child.pid!)]),
    thaw: () => signalAll('SIGCONT', [child.pid!, ...descendants(child.pid!)]),
    async stop() {
      const gone = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
      signalAll('SIGKILL', [...descendants(child.pid!), child.pid!]);
      await gone;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function listening(child: ChildProcess, told: () => string): Promise<void> {
  for (;;) {
    if (told().includes('Server listening on')) return;
    if (child.exitCode !== null) throw new Error(`sshd ended before it listened:\n${told()}`);
    await Promise.race([once(child.stderr!, 'data'), once(child, 'exit')]);
  }
}

/** Every process below this one, the nearest first. */
function descendants(pid: number): number[] {
  const children = readdirSync('/proc').filter(name => /^\d+$/.test(name)).flatMap(name => parentOf(name) === pid ? Number(name) : []);
  return [...children, ...children.flatMap(descendants)];
}

function parentOf(pid: string): number | undefined {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1]);
  } catch {
    return undefined; // it has just ended
  }
}

function signalOne(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error; // it has just ended
  }
}

export interface Agent { readonly socket: string; stop(): Promise<void> }

/** Starts ssh-agent with these keys, which must have no passphrase, and the certificates beside them. */
export async function startAgent(dir: string, keys: readonly KeyPair[]): Promise<Agent> {
  const socket = join(dir, `agent-${keys.length}.sock`);
  const child = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(child.stdout, 'data'); // it prints where it listens
  child.stdout.resume();
  for (const key of keys) execFileSync('ssh-add', ['-q', key.path], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'ignore' });
  return {
    socket,
    async stop() {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}

export interface SystemUser { readonly name: string; readonly password: string; remove(): void }

/** Makes a user of this system with a password, to be removed again; null where that takes more rights than we have. */
export function makeUser(password: string): SystemUser | null {
  if (process.getuid?.() !== 0) return null;
  const name = `stratoscope-${process.pid}-${process.hrtime.bigint() % 100_000n}`;
  execFileSync('useradd', ['--no-create-home', '--home-dir', '/tmp', '--shell', '/bin/sh', name]);
  execFileSync('chpasswd', { input: `${name}:${password}\n` });
  return { name, password, remove: () => { execFileSync('userdel', ['--force', name], { stdio: 'ignore' }); } };
}
