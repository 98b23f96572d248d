import { anchored } from '../formats/anchored.ts';
import type { AlertHistoryQuery, AlertLane } from '../shared/contract/alerts.ts';
import type { AlertInstance, AlertRecord } from '../shared/model/alert.ts';
import type { ScopeMatcher } from '../shared/model/simplerule.ts';
import type { HistoryWindow, NewAlertRecord } from '../store/alerthistory.ts';

/** Where firings are kept; store/alerthistory.ts has it. */
export interface HistoryStore {
  add(record: NewAlertRecord): number;
  resolve(id: number, time: number): void;
  extend(id: number, activeAt: number, firedAt: number): void;
  open(): AlertRecord[];
  overlapping(fingerprint: string, from: number, to: number): AlertRecord[];
  page(window: HistoryWindow, keep: (record: AlertRecord) => boolean): { readonly records: AlertRecord[]; readonly more: boolean };
}

const MOST_LANES = 500;
/** Firings that a timeline is made of, at most. */
const MOST_RECORDS = 20_000;
type Filters = Omit<AlertHistoryQuery, 'before' | 'limit'>;

/** Every firing of every alert, written down as it begins and ends. */
export class AlertHistory {
  private readonly store: HistoryStore;
  /** by rule and alert: the record of what fires */
  private readonly open = new Map<string, AlertRecord>();

  constructor(store: HistoryStore) {
    this.store = store;
    for (const record of store.open()) this.open.set(keyOf(record), record);
  }

  /** What fired when the host stopped, or fires now. */
  firing(): readonly AlertRecord[] { return [...this.open.values()]; }

  fired(instance: AlertInstance): void {
    const key = keyOf(instance);
    if (this.open.has(key) || instance.firedAt === null) return;
    const record = recordOf(instance, instance.firedAt);
    this.open.set(key, { ...record, id: this.store.add(record) });
  }

  resolved(instance: AlertInstance): void {
    const record = this.open.get(keyOf(instance));
    if (record !== undefined) this.end(record, instance.resolvedAt ?? instance.activeAt);
  }

  /** Ends a record whose rule is no more. */
  end(record: AlertRecord, time: number): void {
    this.store.resolve(record.id, Math.max(time, record.firedAt));
    this.open.delete(keyOf(record));
  }

  /** A firing found out afterwards. returns false when it was known already, or is a part of one that was */
  late(instance: AlertInstance): boolean {
    const firedAt = instance.firedAt ?? instance.activeAt;
    const [known] = this.store.overlapping(instance.fingerprint, firedAt, instance.resolvedAt ?? Number.MAX_SAFE_INTEGER).filter(record => keyOf(record) === keyOf(instance));
    if (known !== undefined) {
      if (known.firedAt <= firedAt) return false;
      this.store.extend(known.id, instance.activeAt, firedAt);
      if (this.open.has(keyOf(known))) this.open.set(keyOf(known), { ...known, activeAt: instance.activeAt, firedAt, late: true });
      return true;
    }
    const record = { ...recordOf(instance, firedAt), late: true };
    const id = this.store.add(record);
    if (record.resolvedAt === null) this.open.set(keyOf(record), { ...record, id });
    return true;
  }

  page({ before, limit, ...filters }: AlertHistoryQuery): { readonly records: readonly AlertRecord[]; readonly more: boolean } {
    return this.store.page({ from: filters.from, to: filters.to, before, limit }, wanted(filters));
  }

  /** A line for each alert that fired in the window, those that began last first. */
  timeline(filters: Filters): { readonly lanes: readonly AlertLane[]; readonly leftOut: number } {
    const { records } = this.store.page({ from: filters.from, to: filters.to, limit: MOST_RECORDS }, wanted(filters));
    const lanes = Map.groupBy(records, keyOf);
    const made = [...lanes.values()].slice(0, MOST_LANES).map(of => {
      const { fingerprint, rule, group, file, labels } = of[0]!;
      return { fingerprint, rule, group, file, labels, spans: of.toReversed().map(({ id, activeAt, firedAt, resolvedAt, late }) => ({ id, activeAt, from: firedAt, to: resolvedAt, late })) };
    });
    return { lanes: made, leftOut: Math.max(0, lanes.size - MOST_LANES) };
  }
}

const keyOf = ({ file, group, rule, fingerprint }: Pick<AlertRecord, 'file' | 'group' | 'rule' | 'fingerprint'>): string => [file, group, rule, fingerprint].join('\uffff');

const recordOf = ({ fingerprint, rule, group, file, labels, annotations, activeAt, resolvedAt, value, late }: AlertInstance, firedAt: number): NewAlertRecord =>
  ({ fingerprint, rule, group, file, labels, annotations, activeAt, firedAt, resolvedAt, value, late: late ?? false });

/** errors: AppError 'bad-data' for a pattern that is none */
function wanted({ rule, group, fingerprint, matchers, text }: Filters): (record: AlertRecord) => boolean {
  const tests = matchers.map(labelTest);
  const sought = text.toLowerCase();
  return record => (rule === '' || record.rule === rule) && (group === '' || record.group === group) && (fingerprint === '' || record.fingerprint === fingerprint)
    && tests.every(test => test(record)) && (sought === '' || [record.rule, ...Object.values(record.labels), ...Object.values(record.annotations)].some(value => value.toLowerCase().includes(sought)));
}

function labelTest({ name, op, value }: ScopeMatcher): (record: AlertRecord) => boolean {
  const pattern = op === '=~' || op === '!~' ? anchored(value) : null;
  const negative = op === '!=' || op === '!~';
  return ({ labels }) => {
    const found = Object.hasOwn(labels, name) ? labels[name]! : '';
    return (pattern === null ? found === value : pattern.test(found)) !== negative;
  };
}
