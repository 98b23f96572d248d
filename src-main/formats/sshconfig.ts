import { fitsPatterns } from './sshpattern.ts';

/** What a user's configuration says of one host, after OpenSSH's rule that the first value wins. */
export interface SshSettings {
  readonly address: string;
  readonly port: number;
  /** empty when none is named */
  readonly user: string;
  /** paths, `~` not yet opened; empty when none is named */
  readonly keyFiles: readonly string[];
  /** as written, tokens filled in; empty for none */
  readonly proxyJump: string;
  readonly identitiesOnly: boolean;
  /** what of it we leave out, one sentence each */
  readonly leftOut: readonly string[];
}

/** Who asks: fills %u and %d, and %r where no user is named. */
export interface LocalUser { readonly user: string; readonly home: string }

/** A line that counts when every one of its conditions fits the host. */
interface Statement { readonly conditions: readonly Condition[]; readonly keyword: string; readonly words: readonly string[] }
/** Patterns of a Host line; null for a Match line, which is taken as fitting nothing. */
type Condition = readonly string[] | null;

const MOST_DEPTH = 16; // as OpenSSH has it

/** The text of a configuration with everything that it includes, in order. */
export class SshConfig {
  private readonly statements: readonly Statement[];

  private constructor(statements: readonly Statement[]) {
    this.statements = statements;
  }

  /** include  the texts of the files that an Include's pattern stands for, in order; none for a pattern that finds nothing */
  static async parse(text: string, include: (pattern: string) => Promise<readonly string[]>): Promise<SshConfig> {
    return new SshConfig(await statementsIn(text, [], include, 0));
  }

  /** Names that stand on a Host line and are no patterns, each once. */
  names(): string[] {
    return [...new Set(this.statements.flatMap(({ keyword, words }) => keyword === 'host' ? words : []).filter(name => !/[*?!]/.test(name)))];
  }

  settingsOf(name: string, local: LocalUser): SshSettings {
    const valid = this.statements.filter(({ conditions }) => conditions.every(patterns => patterns !== null && fitsPatterns(name, patterns)));
    const all = (keyword: string) => valid.filter(statement => statement.keyword === keyword).map(({ words }) => words);
    const first = (keyword: string): string => all(keyword)[0]?.[0] ?? '';
    const isSet = (keyword: string): boolean => !['', 'none', 'no'].includes(first(keyword).toLowerCase());

    const address = filled(first('hostname') || name, { h: name });
    const port = /^\d+$/.test(first('port')) ? Number(first('port')) : 22;
    const user = first('user');
    const tokens = { h: address, n: name, p: String(port), r: user || local.user, u: local.user, d: local.home };
    const jump = first('proxyjump');
    const files = all('identityfile').map(words => filled(words[0] ?? '', tokens));
    return {
      address, port, user,
      keyFiles: [...new Set(files.filter(file => file !== '' && file !== 'none' && !file.includes('${')))],
      proxyJump: jump.toLowerCase() === 'none' ? '' : filled(jump, tokens),
      identitiesOnly: first('identitiesonly').toLowerCase() === 'yes',
      leftOut: [
        ...this.statements.some(({ keyword }) => keyword === 'match') ? ['Match blocks are left out: what they set is not known here.'] : [],
        ...files.filter(file => file.includes('${')).map(file => `IdentityFile ${file} is left out: environment variables are not filled in.`),
        ...jump === '' && isSet('proxycommand') ? ['ProxyCommand is left out: no program is run to get to a host.'] : [],
        ...LEFT_OUT.filter(({ keyword }) => isSet(keyword)).map(({ words }) => words),
      ],
    };
  }
}

const LEFT_OUT = [
  { keyword: 'identitiesonly', words: 'IdentitiesOnly is left out: other keys of the agent are offered too, after those named.' },
  { keyword: 'certificatefile', words: 'CertificateFile is left out: a certificate is found beside its key, as -cert.pub.' },
  { keyword: 'identityagent', words: 'IdentityAgent is left out: the agent of SSH_AUTH_SOCK is asked.' },
  { keyword: 'hostkeyalias', words: 'HostKeyAlias is left out: the host key is looked up under the address.' },
  { keyword: 'userknownhostsfile', words: 'UserKnownHostsFile is left out: ~/.ssh/known_hosts is read.' },
  { keyword: 'pkcs11provider', words: 'PKCS11Provider is left out: such a key is reached through the agent.' },
];

async function statementsIn(text: string, outer: readonly Condition[], include: (pattern: string) => Promise<readonly string[]>, depth: number): Promise<Statement[]> {
  const found: Statement[] = [];
  let conditions = outer;
  for (const line of text.split(/\r?\n/)) {
    const [, key = '', rest = ''] = /^\s*([A-Za-z][A-Za-z0-9]*)(?:\s*=\s*|\s+)(.*)$/.exec(line) ?? [];
    const keyword = key.toLowerCase();
    const words = wordsIn(rest);
    if (keyword === '' || words === null || words.length === 0) continue;
    if (keyword === 'include') {
      if (depth >= MOST_DEPTH) continue;
      for (const pattern of words) for (const each of await include(pattern)) found.push(...await statementsIn(each, conditions, include, depth + 1));
      continue;
    }
    if (keyword === 'host') conditions = [...outer, words];
    if (keyword === 'match') conditions = [...outer, null];
    found.push({ conditions: keyword === 'host' || keyword === 'match' ? outer : conditions, keyword, words });
  }
  return found;
}

/** Words divided by blanks; quotes of both kinds hold words together, a backslash takes the meaning from the sign behind it, # begins a comment. null when a quote stays open. */
function wordsIn(text: string): string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!, next = text[at + 1] ?? '';
    if (sign === '\\' && (['"', "'", '\\'].includes(next) || (quote === '' && next === ' '))) {
      word = (word ?? '') + next;
      at++;
    } else if (quote !== '') {
      if (sign === quote) quote = '';
      else word = (word ?? '') + sign;
    } else if (sign === '"' || sign === "'") {
      quote = sign;
      word ??= '';
    } else if (sign === ' ' || sign === '\t') {
      if (word !== null) words.push(word);
      word = null;
    } else if (sign === '#' && word === null) break;
    else word = (word ?? '') + sign;
  }
  if (quote !== '') return null;
  return word === null ? words : [...words, word];
}

/** Fills in tokens like %h; those that are not given here stay as they are. */
const filled = (text: string, tokens: Record<string, string>): string => text.replace(/%(.)/g, (whole, letter: string) => letter === '%' ? '%' : tokens[letter] ?? whole);

/** One step of a ProxyJump. user and port are null where they are not told. */
export interface Jump { readonly name: string; readonly user: string | null; readonly port: number | null }

/**
 * The steps of `[user@]host[:port],…`, each perhaps as `ssh://…`; an IPv6 address stands in brackets. undefined when it makes no sense.
 * source  ssh_config(5), ProxyJump
 */
export function parseProxyJump(text: string): Jump[] | undefined {
  const parts = text.split(',').map(part => part.trim()).filter(part => part !== '');
  const jumps = parts.map(part => {
    const [, user = null, bracketed, plain, port] = /^(?:ssh:\/\/)?(?:([^@]+)@)?(?:\[([^\]]+)\]|([^:[\]@/]+|[0-9a-fA-F:.%]*:[0-9a-fA-F:.%]*:[0-9a-fA-F:.%]*?))(?::(\d{1,5}))?\/?$/.exec(part) ?? [];
    const name = bracketed ?? plain;
    return name === undefined ? undefined : { name, user, port: port === undefined ? null : Number(port) };
  });
  return jumps.every(jump => jump !== undefined) ? jumps : undefined;
}
