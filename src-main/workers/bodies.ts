import { Lru } from '../base/lru.ts';

const MAX_BYTES = 4 * 2 ** 20;

interface AskedBody { readonly promql: string; readonly nocache: boolean; readonly limit?: number }

/** Bodies of answers, as they were written: who asks the same again gets a copy, for as long as the answer is the very one it was written of. */
export class Bodies {
  private readonly kept = new Lru<{ readonly result: object; readonly body: Uint8Array<ArrayBuffer> }>(MAX_BYTES);

  /** when: the times that were asked for. The bytes are the caller's own */
  of({ promql, nocache, limit = 0 }: AskedBody, when: string, result: object, write: () => Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    if (nocache) return write();
    const key = `${when} ${limit} ${promql}`;
    const known = this.kept.get(key);
    if (known?.result === result) return known.body.slice();
    const body = write();
    this.kept.set(key, { result, body: body.slice() }, body.length);
    return body;
  }
}
