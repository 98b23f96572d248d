import type { HttpAnswer } from '../shared/contract/prometheus.ts';
import { AppError } from '../shared/model/errors.ts';
import { type LabelPairs, toPairs } from '../shared/model/labels.ts';
import { moved } from '../shared/rpc/moved.ts';
import type { Intake } from '../workers/intake.ts';
import { emptyAnswer, refusal } from './answers.ts';
import { type Asking, ownCopy, refuseOtherTenant } from './write.ts';

export interface ImportInput { readonly body: Uint8Array; readonly contentEncoding: string; readonly tenant: string; readonly extraLabels: readonly string[] }

const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)=(.*)$/s;

/**
 * A page of exposition text that somebody pushes; samples without a time get ours. 204 committed, 400 bad data with its place, 503 try again.
 * time         unix ms of now
 * extraLabels  `name=value` each, set on every series
 * source       VictoriaMetrics' /api/v1/import/prometheus and its extra_label
 */
export async function importText(intake: Intake, input: ImportInput, time: number, { tenant, caller, signal }: Asking): Promise<HttpAnswer> {
  refuseOtherTenant(tenant, input.tenant);
  if (input.contentEncoding !== '' && input.contentEncoding !== 'identity') return { ...refusal(new AppError('bad-data', `unsupported content encoding ${JSON.stringify(input.contentEncoding)}: text is taken as it is`)), status: 415 };
  const labels = labelsIn(input.extraLabels);
  const body = ownCopy(input.body);
  await intake.take({ caller, bytes: body.byteLength, signal }, storage => storage.receiveText({ body: moved(body), labels, time }, signal));
  return emptyAnswer;
}

function labelsIn(extraLabels: readonly string[]): LabelPairs {
  return toPairs(Object.fromEntries(extraLabels.map(text => {
    const [, name = '', value = ''] = LABEL.exec(text) ?? [];
    if (name === '' || name === '__name__') throw new AppError('bad-data', `extra_label ${JSON.stringify(text.slice(0, 100))} is no name=value of a label`);
    return [name, value];
  })));
}
