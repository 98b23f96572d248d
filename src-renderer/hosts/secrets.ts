import type { HostSecrets } from '../../src-main/shared/contract/hosts.ts';

/**
 * A secret as its field holds it. What the vault keeps is never told to the page.
 * kept   the vault has one
 * text   what takes its place, '' while nothing was typed
 * gone   the kept one is to be removed
 */
export interface SecretDraft { readonly kept: boolean; readonly text: string; readonly gone: boolean }
export interface SecretDrafts { readonly key: SecretDraft; readonly passphrase: SecretDraft; readonly password: SecretDraft; readonly answers: SecretDraft }

export const secretDraft = (kept: boolean): SecretDraft => ({ kept, text: '', gone: false });

/** Whether the vault will have one once the form is saved. */
export const willBeKept = ({ kept, text, gone }: SecretDraft): boolean => text !== '' || kept && !gone;

/** What is sent: left out stays as it is, empty is removed. Answers stand one a line. */
export function secretsOf({ key, passphrase, password, answers }: SecretDrafts): HostSecrets {
  const sent = (draft: SecretDraft) => draft.text !== '' || draft.gone;
  return {
    ...(sent(key) ? { privateKey: key.text === '' ? '' : withLastLine(key.text) } : {}),
    ...(sent(passphrase) ? { passphrase: passphrase.text } : {}),
    ...(sent(password) ? { password: password.text } : {}),
    ...(sent(answers) ? { answers: answers.text === '' ? [] : answers.text.split('\n') } : {}),
  };
}

/** PEM text ends with a line end; pasting often loses it. */
const withLastLine = (pem: string): string => `${pem.trim()}\n`;

const BEGIN = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----/;
/** Whether a text is the private half of a key; the public one is pasted by mistake. */
export const isPrivateKey = (text: string): boolean => BEGIN.test(text);
