import { z } from 'zod';

/** What the SDK is about to send. */
const Sent = z.object({ protocol: z.string(), hostname: z.string(), port: z.number().optional(), path: z.string(), method: z.string(), body: z.string().optional() });

/**
 * A request as curl makes it, signed by curl itself: keys stand in the shell's variables and nowhere in the text.
 * source  curl(1), --aws-sigv4; the form "aws:amz:region:service"
 */
export function curlOf(request: unknown, region: string, service: string): string {
  const { protocol, hostname, port, path, method, body = '' } = Sent.parse(request);
  const url = `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`;
  return [
    `curl -X ${method} ${quoted(url)}`, `--aws-sigv4 ${quoted(`aws:amz:${region}:${service}`)}`, '--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"',
    '-H "x-amz-security-token: $AWS_SESSION_TOKEN"', ...(body === '' ? [] : [`-d ${quoted(body)}`]),
  ].join(' \\\n  ');
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
