import { type Aggregate, type AggregateOp, type Binary, type Call, type Expr, isComparison } from './ast.ts';
import { typeOf } from './check.ts';
import { DATES } from './functions/dates.ts';
import { MATH } from './functions/math.ts';
import { WINDOWS } from './functions/windows.ts';
import { differWithoutName } from './plan.ts';

/**
 * How a query can be evaluated for two halves of its series by themselves: the parts of its plan, none inside of another, that all its selectors stand in.
 * label  series that agree on this label have to be in the same half; null: any cut will do
 * whole  the only part is the query itself: its series are the answer
 * ways   'joined': the series of both halves are the answer; 'folded': an aggregation whose groups are put together from both
 */
export interface Parts { readonly label: string | null; readonly whole: boolean; readonly ways: ReadonlyMap<Expr, 'joined' | 'folded'> }

/** A label that has to decide the half; null: any cut will do; undefined: not to be cut. */
type Deal = string | null | undefined;

/** The label that most series are told apart by. */
const USUAL = 'instance';
const FOLDED: ReadonlySet<AggregateOp> = new Set<AggregateOp>(['sum', 'avg', 'min', 'max', 'count', 'group', 'stddev', 'stdvar']);
/** Functions that need all series, and ask for them as columns of their last or first argument. */
const THROUGH: Readonly<Record<string, number>> = { histogram_quantile: 1, histogram_fraction: 2, sort: 0, sort_desc: 0, label_replace: 0, label_join: 0 };

/** expr: planned. null where it can't be cut, or has nothing to cut */
export function partsOf(expr: Expr): Parts | null {
  const ways = new Map<Expr, 'joined' | 'folded'>();
  const deal = gathered(expr, ways);
  return deal === undefined || ways.size === 0 ? null : { label: deal, whole: ways.has(expr), ways };
}

/** Finds the parts of an expression; undefined where a selector stands in none. */
function gathered(expr: Expr, ways: Map<Expr, 'joined' | 'folded'>): Deal {
  if (isPlain(expr)) return null;
  const add = (way: 'joined' | 'folded', deal: Deal): Deal => { ways.set(expr, way); return deal; };
  const deal = dealt(expr);
  if (expr.kind === 'aggregate' && FOLDED.has(expr.op)) {
    const inner = dealt(expr.expr);
    if (inner === null || (inner !== undefined && deal === undefined)) return add('folded', inner);
  }
  if (deal !== undefined && typeOf(expr) === 'vector') return add('joined', deal);
  switch (expr.kind) {
    case 'paren': case 'unary': return gathered(expr.expr, ways);
    case 'binary': return together(gathered(expr.left, ways), gathered(expr.right, ways));
    case 'aggregate': return expr.param === null || isPlain(expr.param) ? gathered(expr.expr, ways) : undefined;
    case 'call': return throughCall(expr, ways);
    default: return undefined;
  }
}

function throughCall({ name, args }: Call, ways: Map<Expr, 'joined' | 'folded'>): Deal {
  const at = Object.hasOwn(THROUGH, name) ? THROUGH[name]! : -1;
  return args.every((arg, i) => i === at || isPlain(arg)) && at >= 0 ? gathered(args[at]!, ways) : undefined;
}

/** No selector in it: both halves know its value. */
function isPlain(expr: Expr): boolean {
  switch (expr.kind) {
    case 'number': case 'string': return true;
    case 'paren': case 'unary': case 'invariant': return isPlain(expr.expr);
    case 'binary': return isPlain(expr.left) && isPlain(expr.right);
    case 'call': return typeOf(expr) === 'scalar' && expr.args.every(isPlain);
    default: return false;
  }
}

/** How series may be dealt out so that the halves of the answer, put beside each other, are the answer. */
function dealt(expr: Expr): Deal {
  switch (expr.kind) {
    case 'paren': case 'invariant': case 'subquery': return dealt(expr.expr);
    case 'unary': return expr.op === '+' ? dealt(expr.expr) : nameless(dealt(expr.expr), expr.expr);
    case 'vector-selector': case 'matrix-selector': return null;
    case 'call': return ofCall(expr);
    case 'binary': return ofBinary(expr);
    case 'aggregate': return ofAggregate(expr);
    default: return undefined;
  }
}

const together = (a: Deal, b: Deal): Deal => (a === undefined || b === undefined ? undefined : a === null || a === b ? b : b === null ? a : undefined);

/** Series that may become the same without their names have to meet. */
const nameless = (deal: Deal, expr: Expr): Deal => (differWithoutName(expr) ? deal : together(deal, USUAL));

/** Functions of each series alone. */
function ofCall({ name, args }: Call): Deal {
  const isWindow = Object.hasOwn(WINDOWS, name);
  if (!isWindow && name !== 'timestamp' && !Object.hasOwn(MATH, name) && !Object.hasOwn(DATES, name)) return undefined;
  const series = args.filter(arg => !isPlain(arg)), [only] = series;
  if (only === undefined || series.length > 1 || typeOf(only) === 'scalar') return undefined;
  return nameless(dealt(only), only);
}

function ofBinary(expr: Binary): Deal {
  const { op, left, right, bool } = expr;
  if (typeOf(left) === 'vector' && typeOf(right) === 'vector') return together(together(dealt(left), dealt(right)), matchedBy(expr));
  const [vector, scalar] = typeOf(left) === 'vector' ? [left, right] : [right, left];
  if (typeOf(vector) !== 'vector' || !isPlain(scalar)) return undefined;
  return isComparison(op) && !bool ? dealt(vector) : nameless(dealt(vector), vector);
}

/** A label on which series that belong together agree. The metric's name is none: functions take it away. */
function matchedBy({ matching }: Binary): Deal {
  const on = matching?.on === true, labels = matching?.labels ?? [], include = matching?.include ?? [];
  const usable = (name: string): boolean => name !== '__name__' && !include.includes(name);
  if (!on) return labels.includes(USUAL) || !usable(USUAL) ? undefined : USUAL;
  return labels.includes(USUAL) && usable(USUAL) ? USUAL : labels.find(usable);
}

/** A group is whole in one half when the label that decides is one of its own. Ranked ones have an order that goes over all groups. */
function ofAggregate({ op, expr, param, without, grouping }: Aggregate): Deal {
  if (op === 'topk' || op === 'bottomk' || op === 'count_values' || (param !== null && !isPlain(param))) return undefined;
  const inner = dealt(expr);
  if (inner === undefined) return undefined;
  const keeps = (name: string): boolean => name !== '__name__' && grouping.includes(name) !== without;
  if (inner !== null) return keeps(inner) ? inner : undefined;
  return keeps(USUAL) ? USUAL : without ? undefined : grouping.find(keeps);
}
