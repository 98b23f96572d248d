import type { AnyAuthMethod, Prompt } from 'ssh2';
import { fingerprintOf } from '../../formats/knownhosts.ts';
import type { HostSecrets } from '../../shared/contract/hosts.ts';
import type { HostAuth } from '../../shared/model/sshhost.ts';
import { type AgentKey, agentKeys, agentSign } from './agent.ts';
import { type CarriedKey, carriedMethod } from './carriedkey.ts';
import { certificateAlgorithm, parseCertificate } from './certificate.ts';
import { type FileCache, inHome } from './home.ts';
import type { OpenedKeys } from './openedkeys.ts';
import { KeyTrouble, type PrivateKey, signWith } from './privatekey.ts';

/** One way in that we can try. */
export interface Offer { readonly kind: 'publickey' | 'password' | 'keyboard-interactive'; /** as the user knows it */ readonly label: string; readonly method: AnyAuthMethod; /** left out where the server takes this */ readonly insteadOf?: 'password' }
/** troubles: what could not be offered, and why */
export interface Offers { readonly offers: readonly Offer[]; readonly troubles: readonly string[] }

export interface OfferParts {
  readonly user: string;
  readonly auth: HostAuth;
  /** asked once, and only when something needs them. rejects with AppError 'locked' */
  secrets(): Promise<HostSecrets>;
  readonly home: string;
  readonly agentSocket: string | undefined;
  readonly keys: OpenedKeys;
  readonly texts: FileCache<string>;
  readonly signal: AbortSignal;
}

/** Where a user who has said nothing keeps a key. */
const USUAL_KEYS = ['~/.ssh/id_ed25519', '~/.ssh/id_ecdsa', '~/.ssh/id_rsa'];

/** Everything that can be tried, in order: certificates and keys of the agent, key files, the key from the vault, password, keyboard-interactive. */
export async function prepareOffers(parts: OfferParts): Promise<Offers> {
  const { auth, user } = parts;
  const troubles: string[] = [];
  const usual = auth.keyFiles.length === 0 && !auth.key && !auth.password && !auth.interactive;
  const files = await fileKeys(parts, usual ? USUAL_KEYS : auth.keyFiles, usual, troubles);
  const vaulted = auth.key ? await vaultKey(parts, troubles) : [];
  const own = [...files, ...vaulted];
  const agent = auth.agent ? await fromAgent(parts, troubles) : [];
  const named = (key: Labelled) => own.some(({ blob }) => blob.equals(key.blob));
  const keys = [...agent.filter(named), ...agent.filter(key => !named(key)), ...own.filter(key => !agent.some(({ blob }) => blob.equals(key.blob)))];
  return {
    offers: [
      ...keys.map((key): Offer => ({ kind: 'publickey', label: key.label, method: carriedMethod(user, key) })),
      ...auth.password ? passwordOffers(user, (await parts.secrets()).password, troubles) : [],
      ...auth.interactive ? interactiveOffers(user, (await parts.secrets()).answers, troubles) : [],
    ],
    troubles,
  };
}

interface Labelled extends CarriedKey { readonly label: string }

async function fromAgent({ agentSocket, signal }: OfferParts, troubles: string[]): Promise<Labelled[]> {
  if (!agentSocket) return [];
  try {
    const keys = await agentKeys(agentSocket, AbortSignal.any([signal, AbortSignal.timeout(3_000)]));
    const isCertificate = ({ type }: AgentKey) => type.includes('-cert-');
    return [...keys.filter(isCertificate), ...keys.filter(key => !isCertificate(key))].map(key => ({
      label: `agent key ${key.comment || fingerprintOf(key.blob)}`,
      algorithm: certificateAlgorithm(key.type), blob: key.blob,
      sign: (data, algorithm) => agentSign(agentSocket, key, algorithm, data, signal),
    }));
  } catch (error) {
    signal.throwIfAborted();
    troubles.push(`the agent does not answer (${error instanceof Error ? error.message : 'no reason told'})`);
    return [];
  }
}

/** quiet: keys that nobody has named may be missing or locked without a word */
async function fileKeys(parts: OfferParts, paths: readonly string[], quiet: boolean, troubles: string[]): Promise<Labelled[]> {
  const found: Labelled[] = [];
  for (const path of paths) {
    const tell = (why: string) => { if (!quiet) troubles.push(`key file ${path}: ${why}`); };
    try {
      const full = inHome(parts.home, path);
      const text = await parts.texts.get(full);
      if (text === undefined) tell('there is no such file');
      else found.push(...carriedBy(await opened(parts, full, text), `key file ${path}`, await parts.texts.get(`${full}-cert.pub`)));
    } catch (error) {
      if (quiet && error instanceof KeyTrouble) continue;
      if (!(error instanceof KeyTrouble) && !(error instanceof Error && 'code' in error && 'syscall' in error)) throw error;
      tell(error instanceof KeyTrouble ? error.message : 'it can not be read');
    }
  }
  return found;
}

async function vaultKey(parts: OfferParts, troubles: string[]): Promise<Labelled[]> {
  const { privateKey, passphrase } = await parts.secrets();
  if (privateKey === undefined) {
    troubles.push('the vault holds no key for this host');
    return [];
  }
  try {
    return carriedBy(await parts.keys.open(`vault ${fingerprintOf(Buffer.from(privateKey))}`, privateKey, passphrase), 'key from the vault', undefined);
  } catch (error) {
    if (!(error instanceof KeyTrouble)) throw error;
    troubles.push(`key from the vault: ${error.message}`);
    return [];
  }
}

async function opened(parts: OfferParts, path: string, text: string): Promise<PrivateKey> {
  try {
    return await parts.keys.open(path, text, undefined);
  } catch (error) {
    if (!(error instanceof KeyTrouble && error.needsPassphrase)) throw error;
    const { passphrase } = await parts.secrets();
    if (passphrase === undefined) throw error;
    return parts.keys.open(path, text, passphrase);
  }
}

/** The certificate first: a server that trusts its authority may not know the key. */
function carriedBy({ key, type, blob }: PrivateKey, label: string, certText: string | undefined): Labelled[] {
  const sign = async (data: Buffer, algorithm: string) => signWith(key, algorithm, data);
  const certificate = certText === undefined ? undefined : parseCertificate(certText);
  return [
    ...certificate ? [{ label: `${label} with certificate "${certificate.keyId}"`, algorithm: certificateAlgorithm(certificate.type), blob: certificate.blob, sign }] : [],
    { label, algorithm: type, blob, sign },
  ];
}

/** Many servers ask for the password by keyboard-interactive alone: then it is the answer to their one question. */
function passwordOffers(username: string, password: string | undefined, troubles: string[]): Offer[] {
  if (password === undefined) {
    troubles.push('the vault holds no password for this host');
    return [];
  }
  return [
    { kind: 'password', label: 'password', method: { type: 'password', username, password } },
    { kind: 'keyboard-interactive', label: 'password by keyboard-interactive', insteadOf: 'password', method: { type: 'keyboard-interactive', username, prompt: (_name, _words, _language, prompts, finish) => finish(answersTo(prompts, [password])) } },
  ];
}

function interactiveOffers(username: string, answers: readonly string[] | undefined, troubles: string[]): Offer[] {
  if (answers === undefined) {
    troubles.push('the vault holds no answers for this host');
    return [];
  }
  let given = 0;
  return [{ kind: 'keyboard-interactive', label: 'keyboard-interactive', method: {
    type: 'keyboard-interactive', username,
    prompt: (_name, _words, _language, prompts, finish) => {
      finish(answersTo(prompts, answers.slice(given)));
      given += prompts.length;
    },
  } }];
}

/** A server hangs up on a wrong number of answers. */
const answersTo = (prompts: readonly Prompt[], answers: readonly string[]): string[] => prompts.map((_, index) => answers[index] ?? '');
