import { HOST_COLLECTORS, type HostCollector, SshHostConfig, type SshHostInput, type UserCommand } from '../../src-main/shared/model/sshhost.ts';
import { durationText, parseDuration } from '../host/range-text.ts';
import { parseDestination } from './destination.ts';
import { isPrivateKey, secretDraft, type SecretDrafts, willBeKept } from './secrets.ts';
import { tagsOf, tagTexts } from '../ui/tags.ts';

const KIB = 1024;

/** A user command as its form holds it; durations like `60s`, the size in KiB. */
export interface CommandForm { readonly name: string; readonly command: string; readonly format: UserCommand['format']; readonly unit: string; readonly interval: string; readonly timeout: string; readonly maxKib: string }

/** A host as its form holds it: text as typed. Key files stand one a line, tags as `name=value`. */
export interface HostForm extends SecretDrafts {
  readonly name: string;
  readonly address: string;
  readonly port: string;
  readonly user: string;
  readonly proxyJump: string;
  readonly group: string;
  readonly tags: readonly string[];
  readonly agent: boolean;
  readonly keyFiles: string;
  readonly interval: string;
  readonly timeout: string;
  readonly job: string;
  readonly collectors: readonly HostCollector[];
  readonly commands: readonly CommandForm[];
}

export const COMMAND_FIELDS = ['name', 'command', 'unit', 'interval', 'timeout', 'maxKib'] as const;
export type CommandField = (typeof COMMAND_FIELDS)[number];
export type Field = 'name' | 'address' | 'port' | 'user' | 'proxyJump' | 'group' | 'tags' | 'auth' | 'keyFiles' | 'key' | 'interval' | 'timeout' | 'job' | 'collectors';
export type CommandProblems = Partial<Record<CommandField, CommandField | 'twice'>>;
/** What is wrong, by field, as keys of `problem` in the texts; those of the n-th command under `commands`. */
export interface Problems { readonly fields: Readonly<Partial<Record<Field, Problem>>>; readonly commands: readonly Readonly<CommandProblems>[] }
export type Problem = Exclude<Field, 'collectors'> | 'noWayIn' | 'notPrivate';
export const NO_PROBLEMS: Problems = { fields: {}, commands: [] };

export const NEW_COMMAND: CommandForm = { name: '', command: '', format: 'number', unit: '', interval: '1m', timeout: '10s', maxKib: '64' };
export const NEW_HOST: HostForm = {
  name: '', address: '', port: '22', user: '', proxyJump: '', group: '', tags: [], agent: true, keyFiles: '',
  key: secretDraft(false), passphrase: secretDraft(false), password: secretDraft(false), answers: secretDraft(false),
  interval: '15s', timeout: '10s', job: 'ssh', collectors: HOST_COLLECTORS, commands: [],
};

export const formOf = (config: SshHostConfig): HostForm => ({
  name: config.name, address: config.address, port: String(config.port), user: config.user, proxyJump: config.proxyJump, group: config.group, tags: tagTexts(config.tags),
  agent: config.auth.agent, keyFiles: config.auth.keyFiles.join('\n'), key: secretDraft(config.auth.key), passphrase: secretDraft(false), password: secretDraft(config.auth.password), answers: secretDraft(config.auth.interactive),
  interval: durationText(config.intervalMs), timeout: durationText(config.timeoutMs), job: config.job, collectors: config.collectors,
  commands: config.commands.map(({ name, command, format, unit, intervalMs, timeoutMs, maxBytes }) => ({ name, command, format, unit, interval: durationText(intervalMs), timeout: durationText(timeoutMs), maxKib: String(maxBytes / KIB) })),
});

/** `root@10.0.0.5:2222` in the address field fills user and port as well. */
export function withDestination(form: HostForm, text: string): HostForm {
  const found = parseDestination(text);
  if (found === null) return { ...form, address: text.trim() };
  return { ...form, address: found.address, ...(found.user === null ? {} : { user: found.user }), ...(found.port === null ? {} : { port: Number.isNaN(found.port) ? portText(text) : String(found.port) }) };
}

/** What stands where a port would: a wrong one is to be seen and mended, never to become another. */
const portText = (text: string): string => text.trim().replace(/^ssh:\/\//i, '').replace(/\/.*$/, '').split(':').at(-1) ?? '';

/** The configuration a form says, or what is wrong with it. */
export function configOf(form: HostForm): { readonly config: SshHostConfig | null; readonly problems: Problems } {
  const fields: Partial<Record<Field, Problem>> = {};
  const names = form.commands.map(({ name }) => name.trim());
  const commands = names.map((name, i): CommandProblems => name !== '' && names.indexOf(name) < i ? { name: 'twice' } : {});
  if (!form.agent && keyFilesOf(form).length === 0 && !willBeKept(form.key) && !willBeKept(form.password) && !willBeKept(form.answers)) fields.auth = 'noWayIn';
  if (form.key.text !== '' && !isPrivateKey(form.key.text)) fields.key = 'notPrivate';
  const parsed = SshHostConfig.safeParse(inputOf(form));
  for (const { path } of parsed.error?.issues ?? []) note(fields, commands, path);
  const wrong = Object.keys(fields).length > 0 || commands.some(command => Object.keys(command).length > 0);
  return { config: parsed.success && !wrong ? parsed.data : null, problems: { fields, commands } };
}

export const keyFilesOf = (form: Pick<HostForm, 'keyFiles'>): readonly string[] => form.keyFiles.split('\n').map(line => line.trim()).filter(line => line !== '');

const lengthOf = (text: string): number => parseDuration(text.trim()) ?? Number.NaN;

function inputOf(form: HostForm): SshHostInput {
  return {
    name: form.name.trim() || form.address.trim(), address: form.address, port: form.port.trim() === '' ? 22 : Number(form.port), user: form.user, proxyJump: form.proxyJump.trim(), group: form.group, tags: tagsOf(form.tags),
    auth: { agent: form.agent, keyFiles: [...keyFilesOf(form)], key: willBeKept(form.key), password: willBeKept(form.password), interactive: willBeKept(form.answers) },
    job: form.job, intervalMs: lengthOf(form.interval), timeoutMs: lengthOf(form.timeout), collectors: [...form.collectors],
    commands: form.commands.map(({ name, command, format, unit, interval, timeout, maxKib }) => ({
      name: name.trim(), command: command.trim(), format, unit: unit.trim(), intervalMs: lengthOf(interval), timeoutMs: lengthOf(timeout), maxBytes: Math.round(Number(maxKib) * KIB),
    })),
  };
}

const FIELD_OF: Readonly<Record<string, Exclude<Field, 'collectors' | 'key'>>> = { name: 'name', address: 'address', port: 'port', user: 'user', proxyJump: 'proxyJump', group: 'group', tags: 'tags', auth: 'keyFiles', intervalMs: 'interval', timeoutMs: 'timeout', job: 'job' };
const COMMAND_FIELD_OF: Readonly<Record<string, CommandField>> = { name: 'name', command: 'command', unit: 'unit', intervalMs: 'interval', timeoutMs: 'timeout', maxBytes: 'maxKib' };

function note(fields: Partial<Record<Field, Problem>>, commands: readonly CommandProblems[], path: readonly PropertyKey[]): void {
  const [top = '', at = '', inside = ''] = path.map(String);
  const field = FIELD_OF[top];
  const commandField = COMMAND_FIELD_OF[inside];
  if (top === 'commands' && at === '') return; // of two with the same name, the second says so
  const command = commands[Number(at)];
  if (field !== undefined) fields[field] ??= field;
  else if (top === 'commands' && command && commandField) command[commandField] ??= commandField;
  else throw new Error(`BUG: no field shows the problem at ${path.join('.')}`);
}
