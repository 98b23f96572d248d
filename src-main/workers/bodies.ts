import { Lru } from '../base/lru.ts';
import type { Client } from '../shared/rpc/contract.ts';
import type { Marks } from '../tsdb/marks.ts';
import type { JsonAnswer, QueryContract, Truth } from './contract.ts';

const MAX_BYTES = 4 * 2 ** 20;

type Queries = Client<QueryContract>['query'];

/** Finished bodies: who asks the very same again gets them without a reader's help, for as long as the marks say that they are true. */
export class Bodies {
  private readonly marks: Marks;
  private readonly kept = new Lru<{ readonly answer: JsonAnswer; readonly truth: Truth }>(MAX_BYTES);

  constructor(marks: Marks) { this.marks = marks; }

  /** The readers' queries, with bodies of this memory where they may be. */
  before(queries: Queries): Queries {
    return {
      ...queries,
      instantJson: (input, signal) => input.nocache ? queries.instantJson(input, signal) : this.of(`${input.time} ${input.limit} ${input.promql}`, () => queries.instantJson(input, signal)),
      rangeJson: (input, signal) => input.nocache ? queries.rangeJson(input, signal) : this.of(`${input.from} ${input.to} ${input.step} ${input.limit} ${input.promql}`, () => queries.rangeJson(input, signal)),
    };
  }

  private async of(key: string, ask: () => Promise<JsonAnswer>): Promise<JsonAnswer> {
    const known = this.kept.get(key);
    if (known !== undefined && this.holds(known.truth)) return known.answer;
    const answer = await ask();
    if (answer.truth) this.kept.set(key, { answer, truth: answer.truth }, answer.body.length);
    return answer;
  }

  private holds({ version, readsFrom, to }: Truth): boolean {
    return this.marks.removedTo < readsFrom && this.marks.changedSince(version) > to;
  }
}
