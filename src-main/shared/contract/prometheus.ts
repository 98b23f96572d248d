import { z } from 'zod';
import { ingest, query, returns } from '../rpc/contract.ts';

/** A ready HTTP answer: what Prometheus would send, byte for byte where it matters. */
export interface HttpAnswer { readonly status: number; readonly contentType: string; readonly body: Uint8Array; readonly headers?: Readonly<Record<string, string>> }

/** Query or form parameters as they came: every value a list, since `match[]` repeats. Parsed and refused as Prometheus does, in src-main/api. */
export const Params = z.record(z.string(), z.array(z.string()));
export type Params = z.infer<typeof Params>;
const answer = returns<HttpAnswer>();
const Asked = z.object({ params: Params });

/** The Prometheus HTTP API. Each procedure stands behind one route of `/api/v1`. */
export const prometheus = {
  query: query('metrics:read', Asked, answer),
  queryRange: query('metrics:read', Asked, answer),
  series: query('metrics:read', Asked, answer),
  labels: query('metrics:read', Asked, answer),
  labelValues: query('metrics:read', Asked.extend({ name: z.string() }), answer),
  metadata: query('metrics:read', Asked, answer),
  targets: query('target:read', Asked, answer),
  rules: query('rule:read', Asked, answer),
  alerts: query('alert:read', Asked, answer),
  buildinfo: query('metrics:read', Asked, answer),
  /** exposition text, committed when answered; `extraLabels` as `name=value` */
  importText: ingest('metrics:write', z.object({ body: z.instanceof(Uint8Array), contentEncoding: z.string(), tenant: z.string(), extraLabels: z.array(z.string().max(2000)).max(50) }), answer),
  /** metrics of OpenTelemetry, protobuf or JSON; answered when committed */
  otlp: ingest('metrics:write', z.object({ body: z.instanceof(Uint8Array), contentType: z.string(), contentEncoding: z.string(), tenant: z.string() }), answer),
  /** remote_write: the compressed body is decoded in the storage worker; answered when committed */
  write: ingest('metrics:write', z.object({ body: z.instanceof(Uint8Array), contentType: z.string(), contentEncoding: z.string(), version: z.string(), tenant: z.string() }), answer),
};
