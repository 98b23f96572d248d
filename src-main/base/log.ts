import pino, { type Logger } from 'pino';

export type Log = Logger;

/** Names of fields that may hold a secret, at the top and one level down; their values are never written. */
const SECRET_FIELDS = ['token', 'password', 'secret', 'authorization', 'cookie', 'code', 'ca', 'key', 'passphrase', 'bearer', 'clientKey', 'privateKey', 'answers'];

/** JSON lines on stderr: stdout belongs to what a command answers. Level from `level`, or `info`. */
export function openLog(level = 'info', destination: { write(line: string): void } = pino.destination({ dest: 2, sync: true })): Log {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: SECRET_FIELDS.flatMap(field => [field, `*.${field}`]), censor: '•••' },
  }, destination);
}

/**
 * Lets one line through for each `everyMs` and says how many it kept back, so that nobody fills the disk by being wrong often.
 * now      unix ms
 * write    gets the count of lines left out since the last one
 */
export function seldom(everyMs: number, now: () => number, write: (line: string, leftOut: number) => void): (line: string) => void {
  let next = Number.NEGATIVE_INFINITY;
  let leftOut = 0;
  return line => {
    if (now() < next) { leftOut++; return; }
    next = now() + everyMs;
    write(line, leftOut);
    leftOut = 0;
  };
}
