import { search } from '../../formats/search.ts';
import type { Shown } from './certificates.ts';
import { ProbeFailure, probeFailure } from './failure.ts';
import { Findings } from './findings.ts';
import { type Answer, exchangeHttp1, exchangeHttp2 } from './httpexchange.ts';
import { connectTo, locate } from './locate.ts';
import { noteShown, secure, tlsDetail } from './tls.ts';
import type { Probing } from './vantage.ts';

const DURATION = 'probe_http_duration_seconds';
const GAUGES = ['content_length', 'redirects', 'ssl', 'status_code', 'uncompressed_body_length', 'version'].map(gauge => `probe_http_${gauge}`);
const MAX_REDIRECTS = 10;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** After these a POST becomes a GET. Source: RFC 9110 15.4 */
const FORGETFUL: ReadonlySet<number> = new Set([301, 302, 303]);

interface Page { readonly answer: Answer; readonly shown: Shown | null; /** monotonic ms at which it began */ readonly began: number; close(): void }

/** Fetches a page, through its redirects, and judges its status and its text. Series as blackbox_exporter gives them. */
export async function probeHttp(probing: Probing, signal: AbortSignal): Promise<string> {
  const { findings, config } = probing;
  for (const name of [...GAUGES, 'probe_failed_due_to_regex']) findings.set(name, 0);
  if (probing.vantage.lookup !== null) findings.set(DURATION, 0, ['phase', 'resolve']);
  let asked = { method: config.http.method as string, url: new URL(config.target) };
  for (let redirects = 0; ; redirects++) {
    const page = await fetchPage(redirects === 0 ? probing : { ...probing, findings: new Findings() }, asked, findings, signal);
    try {
      const next = redirectOf(page.answer, asked);
      if (next !== null) findings.set('probe_http_redirects', redirects + 1);
      if (next === null || !config.http.followRedirects || redirects === MAX_REDIRECTS) return await judge(probing, page, next !== null, asked.url.host, signal);
      asked = next;
    } finally {
      page.close();
    }
  }
}

/** phases: where durations are summed up, over all redirects */
async function fetchPage(probing: Probing, asked: { method: string; url: URL }, phases: Findings, signal: AbortSignal): Promise<Page> {
  const { clock } = probing;
  const { url } = asked;
  const isTls = url.protocol === 'https:';
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const { place, ms } = await locate(probing, host, signal);
  if (ms !== null) phases.add(DURATION, ms / 1000, ['phase', 'resolve']);
  for (const phase of ['connect', 'tls', 'processing', 'transfer']) phases.add(DURATION, 0, ['phase', phase]);
  const { stream, ms: connectMs } = await connectTo(probing, place, portOf(url), signal);
  try {
    const secured = isTls ? await secure(probing, stream, host, ['h2', 'http/1.1'], signal) : null;
    phases.certificateExpires = secured?.shown.firstExpires ?? null;
    phases.add(DURATION, connectMs / 1000, ['phase', 'connect']);
    phases.add(DURATION, (secured?.ms ?? 0) / 1000, ['phase', 'tls']);
    const start = clock.monotonic();
    const exchange = secured?.socket.alpnProtocol === 'h2' ? exchangeHttp2 : exchangeHttp1;
    const answer = await exchange(secured?.socket ?? stream, asked, signal);
    const began = clock.monotonic();
    phases.add(DURATION, (began - start) / 1000, ['phase', 'processing']);
    return { answer, shown: secured?.shown ?? null, began, close: () => { (secured?.socket ?? stream).destroy(); stream.destroy(); } };
  } catch (error) {
    stream.destroy();
    signal.throwIfAborted();
    throw probeFailure(error, url.host);
  }
}

async function judge(probing: Probing, page: Page, isRedirect: boolean, place: string, signal: AbortSignal): Promise<string> {
  const { answer, shown } = page;
  const { findings, config: { http } } = probing;
  note(findings, probing, page);
  const fits = http.statusCodes.length === 0 ? answer.status >= 200 && answer.status < 300 : http.statusCodes.includes(answer.status);
  const bytes = isRedirect ? 0 : await body(probing, page, fits, place, signal);
  const detail = `HTTP ${answer.version}, status ${answer.status}, ${bytes} bytes${shown === null ? '' : `, ${tlsDetail(shown)}`}`;
  if (!fits) throw new ProbeFailure(`${place} answered status ${answer.status}${wanted(http.statusCodes)}${isRedirect && http.followRedirects ? `, after ${MAX_REDIRECTS} redirects` : ''}`);
  return detail;
}

function note(findings: Findings, probing: Probing, { answer, shown }: Page): void {
  findings.set('probe_http_status_code', answer.status);
  findings.set('probe_http_version', answer.version);
  findings.set('probe_http_content_length', lengthOf(answer));
  const modified = Date.parse(answer.header('last-modified') ?? '');
  if (!Number.isNaN(modified)) findings.set('probe_http_last_modified_timestamp_seconds', modified / 1000);
  if (shown === null) return;
  findings.set('probe_http_ssl', 1);
  noteShown(probing, shown);
}

/** Reads it to its end; its text only where a pattern asks for it. Returns bytes. */
async function body(probing: Probing, { answer, began }: Page, fits: boolean, place: string, signal: AbortSignal): Promise<number> {
  const { findings, clock, config: { http } } = probing;
  const isAsked = fits && (http.bodyMatches !== '' || http.bodyMustNotMatch !== '');
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of answer.body) {
      length += chunk.length;
      findings.set('probe_http_uncompressed_body_length', Math.min(length, http.bodyLimitBytes));
      if (length > http.bodyLimitBytes) throw new ProbeFailure(`what ${place} sends is longer than ${http.bodyLimitBytes} bytes`);
      if (isAsked) chunks.push(chunk);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw probeFailure(error, place);
  }
  findings.add(DURATION, (clock.monotonic() - began) / 1000, ['phase', 'transfer']);
  if (isAsked) match(probing, Buffer.concat(chunks).toString('utf8'), place);
  return length;
}

function match({ findings, config: { http } }: Probing, text: string, place: string): void {
  const unwanted = http.bodyMustNotMatch !== '' && search(http.bodyMustNotMatch)(text);
  const missing = http.bodyMatches !== '' && !search(http.bodyMatches)(text);
  if (!unwanted && !missing) return;
  findings.set('probe_failed_due_to_regex', 1);
  throw new ProbeFailure(unwanted ? `the text of ${place} matches ${http.bodyMustNotMatch}, and must not` : `the text of ${place} does not match ${http.bodyMatches}`);
}

/** Where the answer sends us, and how to ask there; null when it is no redirect. */
function redirectOf({ status, header }: Answer, { method, url }: { method: string; url: URL }): { method: string; url: URL } | null {
  const location = header('location');
  if (!REDIRECTS.has(status) || location === undefined) return null;
  const next = URL.parse(location, url);
  if (next === null || (next.protocol !== 'http:' && next.protocol !== 'https:')) throw new ProbeFailure(`${url.host} redirects to what is no web address (status ${status})`);
  next.username = next.password = next.hash = '';
  return { method: method === 'POST' && FORGETFUL.has(status) ? 'GET' : method, url: next };
}

/** -1 when the server does not say. */
function lengthOf({ status, header }: Answer): number {
  const told = header('content-length');
  if (told !== undefined && /^\d{1,15}$/.test(told) && header('transfer-encoding') === undefined) return Number(told);
  return status < 200 || status === 204 || status === 304 ? 0 : -1;
}

const portOf = ({ port, protocol }: URL): number => port !== '' ? Number(port) : protocol === 'https:' ? 443 : 80;
const wanted = (codes: readonly number[]): string => codes.length === 0 ? '; 200 to 299 is good' : `; good is ${codes.join(', ')}`;
