import type { Caller } from '../access/caller.ts';
import type { LineUnit } from '../formats/linecolumns.ts';
import type { HostContract } from '../shared/contract/index.ts';
import type { InfluxVersion } from '../shared/contract/influx.ts';
import type { HttpAnswer } from '../shared/contract/prometheus.ts';
import { AppError, type ErrorCode, toWire } from '../shared/model/errors.ts';
import type { LinesReceived } from '../shared/model/lineprotocol.ts';
import { moved } from '../shared/rpc/moved.ts';
import type { Handlers } from '../shared/rpc/contract.ts';
import type { Intake } from '../workers/intake.ts';
import { emptyAnswer, jsonAnswer, refusal } from './answers.ts';
import { ownCopy, refuseOtherTenant } from './write.ts';

export interface InfluxParts { readonly intake: Intake; readonly now: () => number; readonly version: string; /** the only tenant name that is taken */ readonly tenant: string }

/** Names of both versions; v1 takes any of them. */
const UNITS: Readonly<Record<string, LineUnit>> = { '': 'ns', n: 'ns', ns: 'ns', u: 'us', us: 'us', µ: 'us', µs: 'us', ms: 'ms', s: 's', m: 'm', h: 'h' };
/** What Telegraf calls its database when nobody told it; a label that everything has tells nothing. */
const USUAL_DATABASE = 'telegraf';
/** Senders choose by it what they may send; 1.8 is the last one that speaks both versions. */
const SPOKEN = '1.8.10';
const HANDSHAKE = /^\s*(create|show)\s+database/i;
/** Version 2's names of what went wrong. source: docs.influxdata.com/influxdb/v2/api, Error.code */
const CODES: Readonly<Partial<Record<ErrorCode, string>>> = {
  'bad-data': 'invalid', 'invalid-input': 'invalid', 'too-large': 'request too large', throttled: 'too many requests', unavailable: 'unavailable', forbidden: 'forbidden', unauthorized: 'unauthorized',
};
const utf8 = new TextEncoder();

/** InfluxDB's way in. source: docs.influxdata.com/influxdb/v1/tools/api and /influxdb/v2/api */
export const influxHandlers = ({ intake, now, version, tenant }: InfluxParts): Handlers<HostContract, Caller>['influx'] => ({
  write: async (input, { name: caller }, signal) => {
    try {
      refuseOtherTenant(tenant, input.tenant);
      if (!['', 'identity', 'gzip'].includes(input.contentEncoding)) return { ...refused(new AppError('bad-data', `unsupported content encoding ${JSON.stringify(input.contentEncoding)}: gzip, or none`), input.version), status: 415 };
      const unit = UNITS[input.precision] ?? unknownUnit(input.precision);
      const body = ownCopy(input.body);
      const pushed = { body: moved(body), gzip: input.contentEncoding === 'gzip', unit, database: input.database === USUAL_DATABASE ? '' : input.database, time: Math.round(now()) };
      return afterwards(await intake.take({ caller, bytes: body.byteLength, signal }, storage => storage.receiveLines(pushed, signal)), input.version);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return refused(toWire(error), input.version);
    }
  },
  query: async ({ q }) => HANDSHAKE.test(q)
    ? spoken(jsonAnswer(utf8.encode('{"results":[{"statement_id":0}]}')))
    : refused(new AppError('bad-data', `only CREATE DATABASE and SHOW DATABASES are answered here, not ${JSON.stringify(q.slice(0, 100))}: what is stored is asked in PromQL, at /api/v1/query`), '1'),
  ping: async () => spoken(emptyAnswer),
  health: async () => spoken(jsonAnswer(utf8.encode(JSON.stringify({ name: 'influxdb', message: 'ready for queries and writes', status: 'pass', checks: [], version: SPOKEN, commit: version })))),
});

const unknownUnit = (precision: string): never => { throw new AppError('bad-data', `invalid precision ${JSON.stringify(precision.slice(0, 40))}; valid precision units are ns, us, ms, s, m and h`); };
const spoken = (answer: HttpAnswer): HttpAnswer => ({ ...answer, headers: { ...answer.headers, 'X-Influxdb-Version': SPOKEN, 'X-Influxdb-Build': 'Stratoscope' } });

/** 204, or 400 with what was left out: what was fine is stored. */
function afterwards(received: LinesReceived, version: InfluxVersion): HttpAnswer {
  const { broken, faults, refused: left } = received;
  const dropped = broken + left.reduce((sum, one) => sum + one.samples, 0);
  if (dropped === 0) return spoken(emptyAnswer);
  const reasons = [
    ...faults.map(({ line, text, problem }) => `line ${line}: unable to parse '${text}': ${problem}`), ...(broken > faults.length ? [`${broken - faults.length} more lines`] : []),
    ...left.map(({ reason, samples, first }) => `${reason} ${samples} (${first})`),
  ];
  const message = `partial write: ${reasons.join('\n')} dropped=${dropped}`;
  return spoken(worded(400, version, message, { code: 'invalid', ...(faults[0] ? { line: faults[0].line } : {}) }));
}

function refused(error: Pick<AppError, 'code' | 'message'>, version: InfluxVersion): HttpAnswer {
  const { status, headers } = refusal(error);
  const answer = worded(status, version, error.message, { code: CODES[error.code] ?? 'internal error' });
  return spoken(headers ? { ...answer, headers } : answer);
}

/** Version 1 has `error`, version 2 has `code` and `message`. */
const worded = (status: number, version: InfluxVersion, message: string, more: object): HttpAnswer =>
  ({ status, contentType: 'application/json', body: utf8.encode(JSON.stringify(version === '1' ? { error: message } : { ...more, message })) });
