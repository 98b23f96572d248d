import { z } from 'zod';
import { ingest, query, returns } from '../rpc/contract.ts';
import type { HttpAnswer } from './prometheus.ts';

/** Whose words an answer speaks: those of InfluxDB 1 or 2. */
export const InfluxVersion = z.enum(['1', '2']);
export type InfluxVersion = z.infer<typeof InfluxVersion>;
const answer = returns<HttpAnswer>();

/** What senders for InfluxDB ask. Who may write may ask all of it: it tells nothing of what is stored. */
export const influx = {
  /** line protocol: the body is unpacked and read in the storage worker; answered when committed */
  write: ingest('metrics:write', z.object({ body: z.instanceof(Uint8Array), contentEncoding: z.string(), tenant: z.string(), precision: z.string(), database: z.string(), version: InfluxVersion }), answer),
  /** the handshake of version 1: `CREATE DATABASE` and `SHOW DATABASES` are answered with nothing, all else is refused */
  query: query('metrics:write', z.object({ q: z.string() }), answer),
  ping: query('metrics:write', z.object({}), answer),
  health: query('metrics:write', z.object({}), answer),
};
