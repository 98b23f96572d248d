import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Keeper } from '../../../src-main/access/keeper.ts';
import type { Vault } from '../../../src-main/access/vault.ts';
import { memoryKeychain, VaultFolder } from './vaultfolder.ts';

let folder: VaultFolder;
const further: VaultFolder[] = [];
beforeEach(() => { folder = new VaultFolder(); });
afterEach(async () => { for (const each of [folder, ...further.splice(0)]) await each[Symbol.asyncDispose](); });

const PASSPHRASE = 'correct horse battery staple';
const SECRETS = { 'target/a/password': 'hunter2-of-the-web-server', 'target/b/bearer': 'eyJhbGciOi.token.of.b', 'host/a/key': '-----BEGIN KEY-----\nünïcödé 密钥\n' };
const fill = async (vault: Vault) => { for (const [name, value] of Object.entries(SECRETS)) await vault.put(name, value); };
const all = async (vault: Vault) => Object.fromEntries(await Promise.all(Object.keys(SECRETS).map(async name => [name, await vault.get(name)])));
const copyOf = (from: VaultFolder, keys = true) => { further.push(from.copy(keys)); return further.at(-1)!; };
const LOCKED = { code: 'locked' };

describe('what opens it', () => {
  test('a vault without secrets has no key and leaves no file', async () => {
    const vault = await folder.open();
    expect(vault.status()).toEqual({ kind: 'file', locked: false, entries: 0, keyFile: folder.keyFile, trouble: null, problem: null, damaged: [] });
    expect(await vault.get('none')).toBeNull();
    await vault.rotate();
    expect(existsSync(dirname(folder.keyFile))).toBe(false);
  });

  test('with a key file, secrets outlive the program, and the file is for this user alone', async () => {
    await fill(await folder.open());
    const vault = await folder.open();
    expect(await all(vault)).toEqual(SECRETS);
    expect(vault.status()).toEqual({ kind: 'file', locked: false, entries: 3, keyFile: folder.keyFile, trouble: null, problem: null, damaged: [] });
    expect([statSync(folder.keyFile).mode & 0o777, statSync(dirname(folder.keyFile)).mode & 0o777]).toEqual([0o600, 0o700]);
  });

  test('where there is a keychain it is used, and no file is made', async () => {
    const keychain = memoryKeychain();
    await fill(await folder.open(keychain));
    const vault = await folder.open(keychain);
    expect(await all(vault)).toEqual(SECRETS);
    expect(vault.status()).toMatchObject({ kind: 'keychain', keyFile: null, trouble: null });
    expect(existsSync(folder.keyFile)).toBe(false);
  });

  test.each([{ backend: 'basic_text' }, { backend: 'unknown' }, { available: false }])('%j is no keychain', async how => {
    expect((await folder.open(memoryKeychain(how))).status().kind).toBe('file');
  });

  test('with a passphrase, a start finds it locked until the right one is given', async () => {
    const first = await folder.open();
    await fill(first);
    await first.protect(PASSPHRASE);
    expect([first.status(), existsSync(folder.keyFile)]).toEqual([{ kind: 'passphrase', locked: false, entries: 3, keyFile: null, trouble: null, problem: null, damaged: [] }, false]);
    const vault = await folder.open();
    expect(vault.status()).toMatchObject({ kind: 'passphrase', locked: true, trouble: null });
    await expect(vault.get('target/a/password')).rejects.toMatchObject({ ...LOCKED, message: 'The vault is locked. Unlock it with its passphrase.' });
    await expect(vault.put('x', 'y')).rejects.toMatchObject(LOCKED);
    await expect(vault.unlock('correct horse battery stable')).rejects.toMatchObject({ code: 'invalid-input', message: 'This passphrase does not open the vault.' });
    expect(vault.status().locked).toBe(true);
    await vault.unlock(PASSPHRASE);
    expect(await all(vault)).toEqual(SECRETS);
    await vault.lock();
    await expect(vault.get('target/a/password')).rejects.toMatchObject(LOCKED);
    expect(await vault.get('no such name')).toBeNull();
    await vault.removeAll('target/');
    expect([vault.status().entries, vault.has('host/a/key')]).toEqual([1, true]);
  });

  test('a passphrase typed with composed letters opens what was closed with the same letters decomposed', async () => {
    const vault = await folder.open();
    await vault.protect('Zürich-Ängström'.normalize('NFD'));
    await vault.lock();
    await vault.unlock('Zürich-Ängström'.normalize('NFC'));
    expect(vault.status().locked).toBe(false);
  });

  test('unprotect goes back to the key file; then no passphrase is asked for', async () => {
    const vault = await folder.open();
    await fill(vault);
    await vault.protect(PASSPHRASE);
    await vault.unprotect();
    await expect(vault.unprotect()).rejects.toMatchObject({ code: 'conflict' });
    await expect(vault.lock()).rejects.toMatchObject({ code: 'conflict' });
    await expect(vault.unlock(PASSPHRASE)).rejects.toMatchObject({ code: 'conflict' });
    expect(await all(await folder.open())).toEqual(SECRETS);
  });

  test('another passphrase takes the place of the one before', async () => {
    const vault = await folder.open();
    await fill(vault);
    await vault.protect(PASSPHRASE);
    await vault.protect('another passphrase');
    const again = await folder.open();
    await expect(again.unlock(PASSPHRASE)).rejects.toMatchObject({ code: 'invalid-input' });
    await again.unlock('another passphrase');
    expect(await all(again)).toEqual(SECRETS);
  });

  test('a keychain that is out of reach is said to be, and nothing is lost', async () => {
    const keychain = memoryKeychain();
    await fill(await folder.open(keychain));
    const without = await folder.open();
    expect(without.status()).toMatchObject({ kind: 'keychain', locked: true, problem: 'keychain-away', trouble: expect.stringContaining("system's keychain, which can't be reached from here") });
    await expect(without.get('host/a/key')).rejects.toMatchObject(LOCKED);
    expect((await folder.open(memoryKeychain())).status().trouble).toContain('belongs to another user or computer');
    expect(await all(await folder.open(keychain))).toEqual(SECRETS);
  });
});

describe('what can be wrong with a key file', () => {
  let whole: string;
  beforeEach(async () => {
    await fill(await folder.open());
    whole = readFileSync(folder.keyFile, 'utf8');
  });
  const put = (text: string, mode = 0o600) => { mkdirSync(dirname(folder.keyFile), { recursive: true }); writeFileSync(folder.keyFile, text); chmodSync(folder.keyFile, mode); };

  test.each([
    ['is gone', () => rmSync(folder.keyFile), 'is gone. Put it back, or start anew.', 'file-gone'],
    ['is empty', () => put(''), 'is damaged: it is not whole', 'file-damaged'],
    ['is cut in the middle', () => truncateSync(folder.keyFile, 200), 'is damaged: it is not whole', 'file-damaged'],
    ['holds a key that is too short', () => put(JSON.stringify({ keys: { a: 'AAAA' } })), 'is damaged: it is not whole', 'file-damaged'],
    ['is of another workspace', () => put(JSON.stringify({ keys: { a: Buffer.alloc(32).toString('base64') } })), "holds another key than the vault's", 'file-foreign'],
    ['holds other bytes under the right name', () => put(whole.replace(/"[A-Za-z0-9+/]{43}="/, `"${Buffer.alloc(32).toString('base64')}"`)), 'does not open it', 'record-damaged'],
    ['can be read by others', () => put(whole, 0o644), 'chmod 600', 'file-open'],
  ])('one that %s is named, nothing opens, and once it is put right everything does, without a start', async (_what, spoil, says, problem) => {
    spoil();
    const vault = await folder.open();
    expect(vault.status()).toMatchObject({ kind: 'file', locked: true, entries: 3, problem, trouble: expect.stringContaining(says) });
    await expect(vault.get('target/a/password')).rejects.toMatchObject({ ...LOCKED, message: expect.stringContaining(folder.keyFile) });
    await expect(vault.put('x', 'y')).rejects.toMatchObject(LOCKED);
    await expect(vault.rotate()).rejects.toMatchObject(LOCKED);
    await expect(vault.protect(PASSPHRASE)).rejects.toMatchObject(LOCKED);
    put(whole);
    expect(await all(vault)).toEqual(SECRETS);
    expect(vault.status()).toMatchObject({ locked: false, trouble: null });
  });

  test('cut at any byte it opens nothing and quotes nothing', async () => {
    for (let length = 0; length < whole.trimEnd().length; length += 7) {
      put(whole.slice(0, length));
      const { trouble, locked } = (await folder.open()).status();
      expect([locked, trouble?.includes('not whole')]).toEqual([true, true]);
    }
  });

  test('a lost one: the secrets are given up on demand, and then it begins anew', async () => {
    const open = await folder.open();
    await expect(open.startAnew()).rejects.toMatchObject({ code: 'conflict' });
    rmSync(folder.keyFile);
    const vault = await folder.open();
    await vault.startAnew();
    expect(vault.status()).toMatchObject({ kind: 'file', locked: false, entries: 0, trouble: null });
    expect(await vault.get('target/a/password')).toBeNull();
    await vault.put('target/a/password', 'entered again');
    expect(await (await folder.open()).get('target/a/password')).toBe('entered again');
  });

  test('a folder where none can be made refuses the secret instead of keeping it in clear', async () => {
    const elsewhere = new VaultFolder();
    further.push(elsewhere);
    writeFileSync(dirname(elsewhere.keyFile), 'a file where the folder should be');
    const vault = await elsewhere.open();
    await expect(vault.put('x', 'y')).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining(elsewhere.keyFile) });
    expect(vault.status()).toMatchObject({ entries: 0, locked: false });
  });
});

test('a forgotten passphrase: the secrets are given up on demand', async () => {
  const vault = await folder.open();
  await fill(vault);
  await vault.protect(PASSPHRASE);
  await vault.lock();
  await vault.startAnew();
  expect(vault.status()).toMatchObject({ kind: 'file', entries: 0, locked: false });
});

describe('a stolen workspace', () => {
  const spellings = (text: string) => [Buffer.from(text), Buffer.from(text, 'utf16le'), Buffer.from(Buffer.from(text).toString('base64')), Buffer.from(Buffer.from(text).toString('hex'))];

  test.each(['file', 'keychain', 'passphrase'])('without its %s opens nothing, and holds no secret in any spelling', async kind => {
    const vault = await folder.open(kind === 'keychain' ? memoryKeychain() : undefined);
    await fill(vault);
    if (kind === 'passphrase') await vault.protect(PASSPHRASE);
    const bytes = folder.bytes(); // while it is open: SQLite's log is still there
    for (const text of [...Object.values(SECRETS), PASSPHRASE]) for (const spelled of spellings(text)) expect(bytes.includes(spelled)).toBe(false);
    if (kind === 'file') for (const key of Object.values((JSON.parse(readFileSync(folder.keyFile, 'utf8')) as { keys: Record<string, string> }).keys)) for (const spelled of [Buffer.from(key), Buffer.from(key, 'base64')]) expect(bytes.includes(spelled)).toBe(false);
    const stolen = copyOf(folder, false);
    const opened = await stolen.open();
    expect(opened.status()).toMatchObject({ kind, locked: true, entries: 3 });
    await expect(opened.get('host/a/key')).rejects.toMatchObject(LOCKED);
    if (kind === 'passphrase') await expect(opened.unlock('a guess at it')).rejects.toMatchObject({ code: 'invalid-input' });
  });

  test('with another workspace of the same user opens nothing either', async () => {
    await fill(await folder.open());
    await folder.close();
    const other = new VaultFolder();
    further.push(other);
    await (await other.open()).put('x', 'y');
    const stolen = copyOf(folder, false);
    mkdirSync(dirname(stolen.keyFile));
    writeFileSync(stolen.keyFile, readFileSync(other.keyFile), { mode: 0o600 });
    expect((await stolen.open()).status().trouble).toContain("another key than the vault's");
  });
});

describe('a damaged or changed entry', () => {
  const opened = async () => {
    await fill(await folder.open());
    return folder.open();
  };

  test('is named and gives nothing; the others do; entered again, it is whole', async () => {
    await opened();
    folder.db.prepare("UPDATE vault SET sealed = CAST(substr(sealed, 1, length(sealed) - 1) AS BLOB) WHERE name = 'target/a/password'").run();
    folder.db.prepare("UPDATE vault SET sealed = x'01' WHERE name = 'host/a/key'").run();
    const vault = await folder.open();
    expect(vault.status()).toMatchObject({ locked: false, problem: 'entries-damaged', damaged: ['host/a/key', 'target/a/password'] });
    await expect(vault.get('host/a/key')).rejects.toMatchObject({ code: 'unavailable', message: "The vault's entry host/a/key is damaged. Enter that secret again." });
    expect(await vault.get('target/b/bearer')).toBe(SECRETS['target/b/bearer']);
    await vault.rotate();
    await vault.put('host/a/key', SECRETS['host/a/key']);
    await vault.put('target/a/password', SECRETS['target/a/password']);
    expect([await all(vault), vault.status().trouble]).toEqual([SECRETS, null]);
  });

  test.each([
    ['put in the place of another', "UPDATE vault SET sealed = (SELECT sealed FROM vault WHERE name = 'target/a/password'), version = (SELECT version FROM vault WHERE name = 'target/a/password') WHERE name = 'target/b/bearer'", 'target/b/bearer'],
    ['renamed', "UPDATE vault SET name = 'target/evil/password' WHERE name = 'target/a/password'", 'target/evil/password'],
    ['said to be another version', "UPDATE vault SET version = version + 1 WHERE name = 'host/a/key'", 'host/a/key'],
  ])('%s does not open', async (_what, sql, name) => {
    const vault = await opened();
    folder.db.exec(sql);
    await expect(vault.get(name)).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('an older one does not open as the newest', async () => {
    const vault = await opened();
    const older = folder.db.prepare("SELECT sealed FROM vault WHERE name = 'host/a/key'").pluck().get();
    await vault.put('host/a/key', 'the newer');
    folder.db.prepare("UPDATE vault SET sealed = ? WHERE name = 'host/a/key'").run(older);
    await expect(vault.get('host/a/key')).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('a key said to be closed in another way does not open', async () => {
    const vault = await folder.open();
    await vault.put('x', 'y');
    await vault.protect(PASSPHRASE);
    folder.db.exec(`UPDATE vault_key SET params = json_set(params, '$.p', 2)`);
    await expect((await folder.open()).unlock(PASSPHRASE)).rejects.toMatchObject({ code: 'invalid-input' });
    folder.db.exec(`UPDATE vault_key SET params = json_set(params, '$.n', 1073741824)`); // a terabyte of memory
    await expect((await folder.open()).unlock(PASSPHRASE)).rejects.toMatchObject({ ...LOCKED, message: expect.stringContaining('record is damaged') });
  });
});

describe('a new key', () => {
  test.each(['file', 'keychain', 'passphrase'] as const)('kept by %s opens everything, and of the old one nothing is left in the files', async kind => {
    const keychain = kind === 'keychain' ? memoryKeychain() : undefined;
    const first = await folder.open(keychain);
    await fill(first);
    if (kind === 'passphrase') await first.protect(PASSPHRASE);
    const before = [...folder.db.prepare('SELECT sealed FROM vault').pluck().all() as Buffer[], folder.db.prepare('SELECT sealed FROM vault_key').pluck().get() as Buffer];
    const oldFile = kind === 'file' ? readFileSync(folder.keyFile) : undefined;
    expect(before.every(sealed => folder.bytes().includes(sealed))).toBe(true);
    await first.rotate();
    expect(before.some(sealed => folder.bytes().includes(sealed))).toBe(false);
    expect([first.status().kind, await all(first)]).toEqual([kind, SECRETS]);
    const again = await folder.open(keychain);
    if (kind === 'passphrase') await again.unlock(PASSPHRASE);
    expect(await all(again)).toEqual(SECRETS);
    if (oldFile === undefined) return;
    writeFileSync(folder.keyFile, oldFile);
    expect((await folder.open()).status()).toMatchObject({ locked: true, trouble: expect.stringContaining('another key') });
  });

  /** Every state of the disk that a crash could leave while `change` runs, beside those before and after it. */
  async function statesDuring(change: (vault: Vault) => Promise<void>, prepare: (vault: Vault) => Promise<void>): Promise<VaultFolder[]> {
    const states: VaultFolder[] = [];
    const note = () => { states.push(copyOf(folder)); };
    const watched = (keeper: Keeper): Keeper => ({
      ...keeper,
      wrap: async key => { note(); const row = await keeper.wrap(key); note(); return row; },
      forget: async row => { note(); await keeper.forget(row); note(); },
    });
    const vault = await folder.open(undefined, ({ table, file }) => ({ file: watched(file), table: { ...table, replace: (key, entries) => { note(); table.replace(key, entries); note(); } } }));
    await prepare(vault);
    states.length = 0;
    note();
    await change(vault);
    note();
    return states;
  }

  test.each([
    ['rotate', (vault: Vault) => vault.rotate(), fill],
    ['protect', (vault: Vault) => vault.protect(PASSPHRASE), fill],
    ['unprotect', (vault: Vault) => vault.unprotect(), async (vault: Vault) => { await fill(vault); await vault.protect(PASSPHRASE); }],
  ])('%s: a crash at any moment leaves every secret readable', async (_name, change, prepare) => {
    const states = await statesDuring(change, prepare);
    expect(states.length).toBeGreaterThanOrEqual(4);
    for (const state of states) {
      const vault = await state.open();
      if (vault.status().kind === 'passphrase') await vault.unlock(PASSPHRASE);
      expect([await all(vault), vault.status().trouble]).toEqual([SECRETS, null]);
    }
  });

  test('a change that the database refuses changes nothing', async () => {
    const vault = await folder.open(undefined, ({ table, file }) => ({ file, table: { ...table, replace: () => { throw new Error('disk full'); } } }));
    await fill(vault);
    await expect(vault.rotate()).rejects.toThrow('disk full');
    await expect(vault.protect(PASSPHRASE)).rejects.toThrow('disk full');
    expect([await all(vault), vault.status().kind]).toEqual([SECRETS, 'file']);
    expect(await all(await folder.open())).toEqual(SECRETS);
  });

  test('secrets written meanwhile are kept, and readings never miss', async () => {
    const vault = await folder.open();
    await fill(vault);
    const changes = [vault.protect(PASSPHRASE), vault.put('one', '1'), vault.rotate(), vault.put('two', '2'), vault.remove('target/b/bearer'), vault.unprotect(), vault.put('three', '3')];
    let going = true;
    const reading = (async () => { while (going) { expect(await vault.get('host/a/key')).toBe(SECRETS['host/a/key']); await new Promise(setImmediate); } })();
    await Promise.all(changes);
    going = false;
    await reading;
    const again = await folder.open();
    expect([await again.get('one'), await again.get('two'), await again.get('three'), await again.get('target/b/bearer')]).toEqual(['1', '2', '3', null]);
  });
});

test('whoever wants to know is told when it is locked, unlocked or changed', async () => {
  const vault = await folder.open();
  const seen: boolean[] = [];
  const stop = vault.onChange(() => seen.push(vault.status().locked));
  await vault.protect(PASSPHRASE);
  await vault.lock();
  await expect(vault.unlock('not this one')).rejects.toThrow();
  await vault.unlock(PASSPHRASE);
  stop();
  await vault.lock();
  expect([...new Set(seen)]).toEqual([false, true]);
  expect(seen.at(-1)).toBe(false);
});
