import { AppError } from '../../shared/model/errors.ts';
import { type LabelPairs, pairsKey, pairValue } from '../../shared/model/labels.ts';
import { type Binary, type Expr, isComparison, type Matching } from '../ast.ts';
import type { Column, Grid } from '../column.ts';
import { joined } from '../distinct.ts';
import { dropping, keeping, type Relabel, shownLabels, withLabel, withoutName } from '../labelset.ts';
import { anyPresent, both, bytesFor, compacted, fullPresence, include, isPresent, overlap, type Presence } from '../presence.ts';
import type { Run } from '../run.ts';
import { numeric, operationOf } from './operators.ts';
import { Occupied, signatureOf } from './sets.ts';

const NO_MATCHING: Matching = { on: false, labels: [], group: null, include: [] };
const fail = (message: string): AppError => new AppError('execution', message);

/**
 * Arithmetic and comparison between two vectors. The side that may have only one series to a match group (the right one, or with `group_right`
 * the left one) is held; the other streams past.
 * errors  AppError 'execution' in Prometheus's words where a match is not one to one, nor many to one when asked for
 */
export function betweenVectors(expr: Binary, grid: Grid, run: Run): Column[] {
  const matching = expr.matching ?? NO_MATCHING;
  const swapped = matching.group === 'right';
  const [many, one]: readonly [Expr, Expr] = swapped ? [expr.right, expr.left] : [expr.left, expr.right];
  const ones = new Ones(matching, grid.count);
  for (const column of run.columns(one, grid, true)) {
    run.budget.take(grid.count);
    ones.add(column);
  }
  const results = new Results(matching, grid.count, run);
  const pair = pairing(expr, swapped, grid.count);
  const labelsOf = resultLabels(expr, matching);
  if (ones.size > 0) {
    for (const column of run.columns(many, grid, true)) {
      ones.refuseDuplicates(column.present);
      const key = ones.signature(column.labels), partners = ones.of(key);
      for (const partner of partners) {
        const matched = both(column.present, partner.present);
        if (!anyPresent(matched)) continue;
        const labels = labelsOf(column.labels, partner.labels);
        results.claim(key, labels, matched);
        results.add(labels, pair(column, partner, matched, partners.length > 1));
      }
    }
  }
  run.budget.give((ones.size + results.size) * grid.count);
  return results.columns();
}

/** The side that must be unique in each match group at each step. */
class Ones {
  readonly signature: (labels: LabelPairs) => string;
  readonly #byKey = new Map<string, Column[]>();
  readonly #matching: Matching;
  readonly #count: number;
  #twice: { readonly steps: Uint8Array; readonly message: string } | null = null;
  size = 0;

  constructor(matching: Matching, count: number) {
    this.#matching = matching;
    this.#count = count;
    this.signature = signatureOf(matching);
  }

  add(column: Column): void {
    const key = this.signature(column.labels);
    const others = this.#byKey.get(key);
    this.size++;
    if (others === undefined) { this.#byKey.set(key, [column]); return; }
    for (const other of others) if (overlap(other.present, column.present)) this.#note(other, column);
    others.push(column);
  }

  of(key: string): readonly Column[] { return this.#byKey.get(key) ?? []; }

  /** Two for one is refused only at steps where the other side has anything at all. */
  refuseDuplicates(present: Presence): void {
    if (this.#twice !== null && overlap(this.#twice.steps, present)) throw fail(this.#twice.message);
  }

  #note(first: Column, second: Column): void {
    const { on, labels, group } = this.#matching;
    const shared = (on ? keeping(labels) : dropping(['__name__', ...labels]))(second.labels);
    const message = `found duplicate series for the match group ${shownLabels(shared)} on the ${group === 'right' ? 'left' : 'right'} hand-side of the operation: `
      + `[${shownLabels(second.labels)}, ${shownLabels(first.labels)}];many-to-many matching not allowed: matching labels must be unique on one side`;
    const steps = this.#twice?.steps ?? new Uint8Array(bytesFor(this.#count));
    include(steps, both(first.present, second.present), this.#count);
    this.#twice = { steps, message: this.#twice?.message ?? message };
  }
}

/** The answer as it grows: series by their labels, and which steps of a match group are spoken for. */
class Results {
  readonly #byLabels = new Map<string, Column>();
  readonly #claimed: Occupied;
  readonly #matching: Matching;
  readonly #count: number;
  readonly #run: Run;

  constructor(matching: Matching, count: number, run: Run) {
    this.#claimed = new Occupied(count);
    this.#matching = matching;
    this.#count = count;
    this.#run = run;
  }

  get size(): number { return this.#byLabels.size; }
  columns(): Column[] { return [...this.#byLabels.values()]; }

  /** Takes the matched steps for one series of the many side; a comparison that lets nothing through has matched, too. */
  claim(key: string, labels: LabelPairs, matched: Presence): void {
    const grouped = this.#matching.group !== null;
    const place = grouped ? `${key}\ufffe${pairsKey(labels)}` : key;
    const taken = this.#claimed.of(place);
    if (taken !== undefined && overlap(taken, matched)) {
      throw fail(grouped ? 'multiple matches for labels: grouping labels must ensure unique matches' : 'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)');
    }
    this.#claimed.add(place, matched);
  }

  add(labels: LabelPairs, answer: Pick<Column, 'values' | 'present'> | null): void {
    if (answer === null) return;
    const column = { labels, ...answer }, key = pairsKey(labels);
    const first = this.#byLabels.get(key);
    if (first === undefined) this.#run.budget.take(this.#count);
    this.#byLabels.set(key, first === undefined ? column : joined(first, column, this.#count));
  }
}

function resultLabels({ op, bool }: Binary, { on, labels, group, include: included }: Matching): (many: LabelPairs, one: LabelPairs) => LabelPairs {
  const dropsName = !isComparison(op) || bool;
  const matched: Relabel = group !== null ? pairs => pairs : on ? keeping(labels) : dropping(labels);
  return (many, one) => {
    let result = matched(dropsName ? withoutName(many) : many);
    for (const name of included) result = withLabel(result, name, pairValue(one, name));
    return result;
  };
}

type Pair = (many: Column, one: Column, matched: Presence, copy: boolean) => Pick<Column, 'values' | 'present'> | null;

/** What comes of two series at the steps both have. Written over the many side's values, unless others still need them. */
function pairing({ op, bool }: Binary, swapped: boolean, count: number): Pair {
  if (!isComparison(op) || bool) {
    const operate = numeric(op);
    return (many, one, matched, copy) => {
      const values = copy ? new Float64Array(count) : many.values;
      for (let i = 0; i < count; i++) values[i] = swapped ? operate(one.values[i]!, many.values[i]!) : operate(many.values[i]!, one.values[i]!);
      return { values, present: matched };
    };
  }
  const { holds } = operationOf(op);
  return (many, one, matched, copy) => {
    const left = swapped ? one.values : many.values, right = swapped ? many.values : one.values;
    const present = matched === null ? fullPresence(count) : matched.slice();
    for (let i = 0; i < count; i++) if (isPresent(matched, i) && !holds!(left[i]!, right[i]!)) present[i >>> 3]! &= ~(1 << (i & 7));
    return anyPresent(present) ? { values: swapped || copy ? left.slice() : left, present: compacted(present, count) } : null;
  };
}
