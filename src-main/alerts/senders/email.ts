import { mailText } from './mail.ts';
import { keptText, TIMEOUT_MS, wordsOf } from './exchange.ts';
import { failure, type Outcome, type Outgoing, type Send } from './sender.ts';

/** What nodemailer tells of an error, where it tells it. */
interface MailError extends Partial<Error> { readonly code?: string; readonly command?: string; readonly responseCode?: number; readonly response?: string }

/** Sends a mail. The library comes with the first one. */
export const sendEmail: Send = async (message, signal) => {
  const { createTransport } = await import('nodemailer');
  const { config: { email, insecureSkipVerify, ca }, secrets: { password = '' } } = message;
  const transport = createTransport({
    host: email.host, port: email.port, secure: email.security === 'tls', requireTLS: email.security === 'starttls', ignoreTLS: email.security === 'none',
    ...(email.username === '' ? {} : { auth: { user: email.username, pass: password } }),
    tls: { rejectUnauthorized: !insecureSkipVerify, ...(ca === '' ? {} : { ca }) },
    connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: 2 * TIMEOUT_MS, disableFileAccess: true, disableUrlAccess: true,
  });
  try {
    const sent = await beforeAbort(transport.sendMail(mailOf(message)), signal);
    return { fate: 'sent', status: Number(sent.response.slice(0, 3)) || null, answer: keptText(`${sent.response}${sent.rejected.length === 0 ? '' : ` (refused for ${sent.rejected.join(', ')})`}`, [password]), answered: true, retryAfterMs: null };
  } catch (error) {
    signal.throwIfAborted();
    return outcomeOf(error, password);
  } finally {
    transport.close();
  }
};

function mailOf(message: Outgoing) {
  const { id, config: { email }, repeated, createdAt } = message;
  const domain = /@([^>\s]+)>?$/.exec(email.from)?.[1] ?? 'stratoscope.invalid';
  return {
    from: email.from, to: [...email.to], ...mailText(message), date: new Date(createdAt), messageId: `<${id}@${domain}>`, // the same for every attempt
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Stratoscope-Message': id, ...(repeated ? { 'X-Stratoscope-Repeated': 'true' } : {}) },
  };
}

/** What is under way, for as long as somebody waits for it. */
async function beforeAbort<T>(sending: Promise<T>, signal: AbortSignal): Promise<T> {
  let leave = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([sending, aborted]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

/** 5xx and a wrong login stay; 4xx pass. What breaks after DATA may have arrived. */
function outcomeOf(error: unknown, password: string): Outcome {
  const told: MailError = error instanceof Error ? error : new Error(String(error));
  const answer = keptText(told.response ?? wordsOf(error), [password]);
  const status = told.responseCode ?? null;
  if (status !== null) return { fate: status >= 500 ? 'refused' : 'again', status, answer, answered: true, retryAfterMs: null };
  if (told.code === 'EAUTH' || told.code === 'ETLS' || told.code === 'EENVELOPE') return failure('refused', answer);
  return failure(told.command === 'DATA' ? 'unsure' : 'again', answer);
}
