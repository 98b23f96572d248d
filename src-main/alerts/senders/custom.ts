import { FUNCTION_NAMES, functionsFor } from '../../formats/template/alertfunctions.ts';
import { execute } from '../../formats/template/execute.ts';
import { TemplateError } from '../../formats/template/nodes.ts';
import { parseTemplate } from '../../formats/template/parser.ts';
import { FieldedList, type Value } from '../../formats/template/values.ts';
import { AppError } from '../../shared/model/errors.ts';
import { type Payload, payloadOf } from './payload.ts';
import type { Outgoing } from './sender.ts';

/** A body in the user's own words: a Go template over the data of Alertmanager's templates, as `{{ .CommonLabels.alertname }}`, with `toJson` and `join` besides. */
const NAMES: ReadonlySet<string> = new Set([...FUNCTION_NAMES, 'toJson', 'join']);

/** Errors: AppError 'invalid-input' naming the line */
export function checkBody(text: string): void {
  try {
    parseTemplate(text, NAMES);
  } catch (error) {
    throw asInput(error);
  }
}

/** Errors: AppError 'invalid-input' */
export function customBody(message: Outgoing): string {
  const functions = new Map(functionsFor({ time: message.now, externalUrl: message.externalUrl, query: () => [] }));
  functions.set('toJson', ([value = null]) => JSON.stringify(plainOf(value)));
  functions.set('join', ([separator = '', list = []]) => Array.isArray(list) ? list.map(String).join(String(separator)) : '');
  try {
    return execute(parseTemplate(message.config.webhook.body, NAMES), functions, dataOf(payloadOf(message), message), new Map());
  } catch (error) {
    throw asInput(error);
  }
}

/** source  Alertmanager, template.Data */
function dataOf(payload: Payload, { id, repeated, telling }: Outgoing): Value {
  const words = (labels: Readonly<Record<string, string>>): Value => new Map(Object.entries(labels));
  const alerts = payload.alerts.map((alert): Value => new Map<string, Value>([
    ['Status', alert.status], ['Labels', words(alert.labels)], ['Annotations', words(alert.annotations)], ['StartsAt', alert.startsAt], ['EndsAt', alert.endsAt], ['GeneratorURL', alert.generatorURL], ['Fingerprint', alert.fingerprint],
  ]));
  const having = (status: string): Value => alerts.filter((_, i) => payload.alerts[i]?.status === status);
  return new Map<string, Value>([
    ['Receiver', payload.receiver], ['Status', payload.status], ['GroupKey', payload.groupKey], ['TruncatedAlerts', BigInt(payload.truncatedAlerts)], ['ExternalURL', payload.externalURL],
    ['Alerts', new FieldedList(alerts, new Map([['Firing', having('firing')], ['Resolved', having('resolved')]]))],
    ['GroupLabels', words(payload.groupLabels)], ['CommonLabels', words(payload.commonLabels)], ['CommonAnnotations', words(payload.commonAnnotations)],
    ['Id', id], ['Repeated', repeated], ['Reason', telling.reason],
  ]);
}

function plainOf(value: Value): unknown {
  if (value instanceof Map) return Object.fromEntries(Array.from(value, ([name, inner]) => [name, plainOf(inner)]));
  if (Array.isArray(value)) return value.map(plainOf);
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'object' && value !== null ? String(value) : value;
}

const asInput = (error: unknown): unknown => error instanceof TemplateError ? new AppError('invalid-input', `The body’s line ${error.line}: ${error.message}.`, { cause: error }) : error;
