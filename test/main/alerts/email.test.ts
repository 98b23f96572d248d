import { once } from 'node:events';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { expect, test } from 'vitest';
import { sendEmail } from '../../../src-main/alerts/senders/email.ts';
import type { Outgoing } from '../../../src-main/alerts/senders/sender.ts';
import { testTelling } from '../../../src-main/alerts/sending.ts';
import { ReceiverConfig } from '../../../src-main/shared/model/receiver.ts';
import { AUTHORITY, LOCALHOST_CERTIFICATE, LOCALHOST_KEY } from '../../servers/certificates.ts';
import { freePort } from '../../servers/freeport.ts';

interface Mail { readonly from: string; readonly to: readonly string[]; readonly raw: string; readonly secure: boolean; readonly user: string }
interface MailServer extends AsyncDisposable { readonly port: number; readonly mails: readonly Mail[] }
const AT = Date.UTC(2026, 10, 20, 7, 24, 0);
const never = new AbortController().signal;

/** A mail server that takes `ops` with the password `right`. */
async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    key: LOCALHOST_KEY, cert: LOCALHOST_CERTIFICATE, authOptional: true, logger: false,
    onAuth: ({ username, password }, _session, done) => username === 'ops' && password === 'right' ? done(null, { user: username }) : done(Object.assign(new Error('5.7.8 wrong password'), { responseCode: 535 })),
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on('data', part => parts.push(part)).on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({ from: mailFrom === false ? '' : mailFrom.address, to: rcptTo.map(({ address }) => address), raw: Buffer.concat(parts).toString(), secure: session.secure, user: String(session.user ?? '') });
        done(null, 'taken as 7');
      });
    }, ...options,
  });
  server.on('error', () => undefined); // connections that a test breaks
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  return { port, mails, [Symbol.asyncDispose]: () => new Promise<void>(resolve => { server.close(() => resolve()); }) };
}

type Email = Partial<ReceiverConfig['email']>;
const mail = (port: number, email: Email, more: Partial<Outgoing> = {}, config: object = { ca: AUTHORITY }): Outgoing => ({
  id: 'm-1', telling: testTelling(AT), secrets: { password: 'right' }, repeated: false, createdAt: AT, now: AT, externalUrl: '', ...more,
  config: ReceiverConfig.parse({ name: 'mail', kind: 'email', ...config, email: { host: 'localhost', port, from: 'Stratoscope <desk@example.org>', to: ['a@example.org', 'B <b@example.org>'], ...email } }),
});

/** The parts of a mail, decoded: plain text and HTML. */
const partsOf = (raw: string): string[] => raw.split(/^--.*$/m).slice(1, -1).map(part => {
  const [head = '', ...body] = part.trim().split(/\r?\n\r?\n/);
  const text = body.join('\n\n');
  return /base64/i.test(head) ? Buffer.from(text, 'base64').toString() : Buffer.from(text.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1').toString();
});

const WAYS: readonly { readonly security: 'starttls' | 'tls' | 'none'; readonly secure: boolean; readonly options: SMTPServerOptions }[] = [
  { security: 'starttls', secure: true, options: {} },
  { security: 'tls', secure: true, options: { secure: true } },
  { security: 'none', secure: false, options: { disabledCommands: ['STARTTLS'], allowInsecureAuth: true } },
];
test.each(WAYS)('a mail goes over $security, after a login, to everybody, from us', async ({ security, secure, options }) => {
  await using server = await startMailServer(options);
  expect(await sendEmail(mail(server.port, { security, username: 'ops' }), never)).toMatchObject({ fate: 'sent', status: 250, answer: expect.stringContaining('taken as 7') });
  expect(server.mails).toMatchObject([{ from: 'desk@example.org', to: ['a@example.org', 'b@example.org'], secure, user: 'ops' }]);
  const [{ raw }] = server.mails as [Mail];
  expect(raw).toContain('Subject: Test message from Stratoscope');
  expect(raw).toContain('Message-ID: <m-1@example.org>');
  expect(raw).toContain('Auto-Submitted: auto-generated');
  const [text, html] = partsOf(raw);
  for (const part of [text, html]) expect(part).toContain('StratoscopeTest');
  expect(html).toMatch(/^<!doctype html>/);
});

test('in Chinese, with a label’s markup as text; a repeated one says so under the same Message-ID', async () => {
  await using server = await startMailServer();
  const telling = { ...testTelling(AT), reason: 'group' as const, alerts: [{ ...testTelling(AT).alerts[0]!, labels: { alertname: '磁盘', instance: '<b>web</b>' }, annotations: { summary: '将满', runbook_url: 'javascript:alert(1)' } }] };
  await sendEmail(mail(server.port, {}, { telling, repeated: true }, { ca: AUTHORITY, language: 'zh' }), never);
  const [{ raw }] = server.mails as [Mail];
  const [text, html] = partsOf(raw);
  expect(raw).toContain('X-Stratoscope-Repeated: true');
  expect(raw).toContain('Message-ID: <m-1@example.org>');
  expect(text).toContain('触发：磁盘 · <b>web</b>');
  expect(text).toContain('此消息可能已送达过。');
  expect(html).toContain('&lt;b&gt;web&lt;/b&gt;');
  expect(`${text}${html}`).not.toContain('javascript:');
});

test('a wrong password is refused, in the server’s words and without the password', async () => {
  await using server = await startMailServer();
  const outcome = await sendEmail(mail(server.port, { username: 'ops' }, { secrets: { password: 'wrong-guess' } }), never);
  expect(outcome).toMatchObject({ fate: 'refused', status: 535, answer: expect.stringContaining('wrong password') });
  expect(outcome.answer).not.toContain('wrong-guess');
});

test('without STARTTLS nothing is sent where it was asked for, and a certificate of a stranger is not taken', async () => {
  await using clear = await startMailServer({ disabledCommands: ['STARTTLS'] });
  expect(await sendEmail(mail(clear.port, {}), never)).toMatchObject({ fate: expect.stringMatching(/refused|again/) });
  await using stranger = await startMailServer();
  expect(await sendEmail(mail(stranger.port, {}, {}, {}), never)).toMatchObject({ fate: expect.stringMatching(/refused|again/) });
  expect([...clear.mails, ...stranger.mails]).toEqual([]);
});

test('a server that is full says 452: again; one that knows no such address says 550: refused; none at all: again', async () => {
  const refusing = (responseCode: number, words: string): SMTPServerOptions => ({ onRcptTo: (_address, _session, done) => done(Object.assign(new Error(words), { responseCode })) });
  await using full = await startMailServer(refusing(452, '4.2.2 mailbox full'));
  expect(await sendEmail(mail(full.port, {}), never)).toMatchObject({ fate: 'again', status: 452 });
  await using strict = await startMailServer(refusing(550, '5.1.1 no such user'));
  expect(await sendEmail(mail(strict.port, {}), never)).toMatchObject({ fate: 'refused', status: 550, answer: expect.stringContaining('no such user') });
  expect(await sendEmail(mail(await freePort(), {}), never)).toMatchObject({ fate: 'again', status: null });
});
