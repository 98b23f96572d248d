import { parseDestination, portOf } from './destination.ts';

/** One pasted line, read. */
export interface PastedHost {
  /** counted from 1 */
  readonly line: number;
  readonly text: string;
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** '' where the line names none */
  readonly user: string;
  readonly keyFiles: readonly string[];
  readonly proxyJump: string;
  /** options of an ssh command that are not taken over */
  readonly leftOut: readonly string[];
  readonly problem: PasteProblem | null;
}
/** Keys of `paste.problem` in the texts. */
export type PasteProblem = 'noHost' | 'port' | 'twice';

type Read = Omit<PastedHost, 'line' | 'text' | 'name'>;
const NOTHING: Read = { address: '', port: 22, user: '', keyFiles: [], proxyJump: '', leftOut: [], problem: null };

/**
 * Hosts as people have them at hand, one a line: `user@host:port`, `ssh -p 2222 -i key -J jump user@host`. What follows a `#` is the host's
 * name, else its address is. Empty lines and lines of a comment alone are passed over.
 */
export function parsePasted(text: string): readonly PastedHost[] {
  const seen = new Set<string>();
  return text.split('\n').flatMap((raw, i): PastedHost[] => {
    const [, line = '', comment = ''] = /^(.*?)(?:(?:^|\s)#(.*))?$/.exec(raw.trim()) ?? [];
    if (line.trim() === '') return [];
    const read = readLine(line.trim());
    const key = `${read.user}@${read.address}:${read.port}`;
    const twice = read.problem === null && seen.has(key);
    seen.add(key);
    return [{ line: i + 1, text: line.trim(), name: comment.trim() || read.address, ...read, ...(twice ? { problem: 'twice' } : {}) }];
  });
}

function readLine(line: string): Read {
  const words = wordsOf(line);
  if (words[0] !== undefined && /(?:^|\/)ssh$/.test(words[0]) && words.length > 1) return readCommand(words.slice(1));
  return readDestination(NOTHING, words.length === 1 ? words[0] ?? '' : '');
}

function readDestination(before: Read, text: string): Read {
  const found = parseDestination(text);
  if (found === null) return { ...before, problem: 'noHost' };
  const port = found.port ?? before.port;
  return { ...before, address: found.address, user: found.user ?? before.user, port, problem: Number.isNaN(port) ? 'port' : before.problem };
}

/** Words as a shell splits them: quotes keep spaces, a backslash keeps what follows. */
function wordsOf(line: string): readonly string[] {
  return (line.match(/(?:"(?:\\.|[^"])*"|'[^']*'|\\.|[^\s"'\\])+/g) ?? [])
    .map(word => word.replace(/"((?:\\.|[^"])*)"|'([^']*)'|\\(.)/g, (_, double?: string, single?: string, escaped?: string) => double?.replace(/\\(["\\$`])/g, '$1') ?? single ?? escaped ?? ''));
}

/** Options of ssh(1) that take a value. */
const WITH_VALUE = 'BbcDEeFIiJLlmOopQRSWw';
/** Options of ssh(1) that change nothing for us: what they ask for is not part of a scrape. */
const PASSED_OVER = '46ACNTXYafgknqstvxy';

/** What stands after `ssh`: options before and after the destination; a command after it is not taken over. */
function readCommand(words: readonly string[]): Read {
  let read = NOTHING;
  let destination: string | null = null;
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at]!;
    if (word === '--') continue;
    if (!word.startsWith('-') || word === '-') {
      if (destination !== null) break;
      destination = word;
      continue;
    }
    const { options, value } = splitOption(word, words[at + 1]);
    if (value?.next) at++;
    for (const option of options) read = readOption(read, option, value?.text ?? '');
  }
  const found = readDestination(read, destination ?? '');
  return at < words.length ? { ...found, leftOut: [...found.leftOut, words.slice(at).join(' ')] } : found;
}

/** `-p22`, `-p 22`, `-vp 22`: letters up to the first that takes a value, and that value. */
function splitOption(word: string, next: string | undefined): { readonly options: readonly string[]; readonly value: { readonly text: string; readonly next: boolean } | null } {
  const letters = [...word.slice(1)];
  const taking = letters.findIndex(letter => WITH_VALUE.includes(letter));
  if (taking < 0) return { options: letters, value: null };
  const rest = letters.slice(taking + 1).join('');
  return { options: letters.slice(0, taking + 1), value: rest === '' ? { text: next ?? '', next: next !== undefined } : { text: rest, next: false } };
}

function readOption(read: Read, option: string, value: string): Read {
  switch (option) {
    case 'p': return withPort(read, value);
    case 'l': return { ...read, user: value };
    case 'i': return { ...read, keyFiles: [...read.keyFiles, value] };
    case 'J': return { ...read, proxyJump: value };
    case 'o': return readSetting(read, value);
    default: return PASSED_OVER.includes(option) ? read : leaveOut(read, `-${option}${value === '' ? '' : ` ${value}`}`);
  }
}

/** `-o Port=22` and `-o "Port 22"` alike. */
function readSetting(read: Read, text: string): Read {
  const [, name = '', value = ''] = /^(\w+)\s*[\s=]\s*(.*)$/.exec(text.trim()) ?? [];
  switch (name.toLowerCase()) {
    case 'port': return withPort(read, value);
    case 'user': return { ...read, user: value };
    case 'identityfile': return { ...read, keyFiles: [...read.keyFiles, value] };
    case 'proxyjump': return { ...read, proxyJump: value };
    default: return leaveOut(read, `-o ${text}`);
  }
}

function withPort(read: Read, text: string): Read {
  const port = portOf(text) ?? Number.NaN;
  return { ...read, port, problem: Number.isNaN(port) ? 'port' : read.problem };
}

const leaveOut = (read: Read, what: string): Read => ({ ...read, leftOut: [...read.leftOut, what] });
