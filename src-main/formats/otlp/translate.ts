import { type Metadata, type MetricType, STALE_HIGH, STALE_LOW } from '../../shared/model/sample.ts';
import type { SeriesColumns } from '../seriescolumns.ts';
import type { Attributes, HistogramPoint, MetricData, NumberPoint, OtlpMetric, ResourceMetrics, SummaryPoint } from './model.ts';
import { labelName, metricName, type NamedAs } from './names.ts';

/** What was left out, and why; `first` names the first metric it struck. */
export interface LeftOut { readonly reason: string; readonly points: number; readonly first: string }
export interface Translated { readonly metadata: readonly Metadata[]; readonly leftOut: readonly LeftOut[] }

/** A resource's series end when it is silent for this long, so between first and last point it is told of twice as often. */
const TARGET_INFO_MS = 150_000;
/** Of what spans longer, only the ends: one wrong time must not cost millions of samples. */
const MAX_INFO_SPAN_MS = 86_400_000;
const IDENTIFYING: ReadonlySet<string> = new Set(['service.namespace', 'service.name', 'service.instance.id']);

/**
 * Makes series of OTLP metrics as Prometheus 3 does: names with units and `_total`, `job` from service.namespace and service.name, `instance` from
 * service.instance.id, all other attributes of a resource as `target_info`; explicit buckets as a classic histogram.
 * Deltas and exponential histograms are left out and named: the former would need what came before, the latter a histogram as a value.
 *
 * into    is cleared first
 * source  github.com/prometheus/prometheus: storage/remote/otlptranslator/prometheusremotewrite
 */
export function translate(resources: readonly ResourceMetrics[], into: SeriesColumns): Translated {
  into.clear();
  const translation = new Translation(into);
  for (const resource of resources) translation.resource(resource);
  return { metadata: [...translation.metadata.values()], leftOut: [...translation.leftOut.values()] };
}

/** name, value, name, value, … */
type Pairs = readonly string[];

class Translation {
  readonly metadata = new Map<string, Metadata>();
  readonly leftOut = new Map<string, { reason: string; points: number; first: string }>();
  private readonly into: SeriesColumns;
  private identity: Pairs = [];
  private from = Infinity;
  private to = -Infinity;

  constructor(into: SeriesColumns) { this.into = into; }

  resource({ attributes, metrics }: ResourceMetrics): void {
    this.identity = identityOf(attributes);
    this.from = Infinity;
    this.to = -Infinity;
    for (const metric of metrics) this.metric(metric);
    const more = attributes.filter(([key]) => !IDENTIFYING.has(key));
    if (more.length === 0 || this.identity.length === 0 || this.to < this.from) return;
    this.series('target_info', merged(more, this.identity));
    const step = this.to - this.from > MAX_INFO_SPAN_MS ? Infinity : TARGET_INFO_MS;
    for (let time = this.from; time < this.to; time += step) this.into.add(time, 1);
    this.into.add(this.to, 1);
  }

  private metric({ name: given, description, unit, data }: OtlpMetric): void {
    const reason = given === '' ? 'a metric without a name' : unreadable(data);
    if (reason !== null) {
      this.leave(reason, countOf(data), given);
      return;
    }
    const name = metricName(given, unit, namedAs(data));
    this.metadata.set(name, { name, type: typeOf(data), help: description, unit });
    if (data.kind === 'gauge' || data.kind === 'sum') for (const point of data.points) this.number(name, point);
    else if (data.kind === 'histogram') for (const point of data.points) this.histogram(name, point);
    else if (data.kind === 'summary') for (const point of data.points) this.summary(name, point);
  }

  private number(name: string, point: NumberPoint): void { this.sample(name, merged(point.attributes, this.identity), point, point.value); }

  private histogram(name: string, point: HistogramPoint): void {
    const labels = merged(point.attributes, this.identity);
    if (point.sum !== undefined) this.sample(`${name}_sum`, labels, point, point.sum);
    this.sample(`${name}_count`, labels, point, point.count);
    let below = 0;
    point.bounds.slice(0, point.counts.length).forEach((bound, i) => {
      below += point.counts[i]!;
      this.sample(`${name}_bucket`, [...labels, 'le', floatText(bound)], point, below);
    });
    this.sample(`${name}_bucket`, [...labels, 'le', '+Inf'], point, point.count);
  }

  private summary(name: string, point: SummaryPoint): void {
    const labels = merged(point.attributes, this.identity);
    this.sample(`${name}_sum`, labels, point, point.sum);
    this.sample(`${name}_count`, labels, point, point.count);
    for (const [quantile, value] of point.quantiles) this.sample(name, [...labels, 'quantile', floatText(quantile)], point, value);
  }

  private sample(name: string, labels: Pairs, { time, missing }: NumberPoint | HistogramPoint | SummaryPoint, value: number): void {
    this.from = Math.min(this.from, time);
    this.to = Math.max(this.to, time);
    this.series(name, labels);
    if (missing) this.into.addBits(time, STALE_LOW, STALE_HIGH);
    else this.into.add(time, value);
  }

  private series(name: string, labels: Pairs): void { this.into.open(`${name}\n${labels.join('\ufffe')}`, () => ['__name__', name, ...labels]); }

  private leave(reason: string, points: number, first: string): void {
    const known = this.leftOut.get(reason);
    if (known) known.points += points;
    else this.leftOut.set(reason, { reason, points, first });
  }
}

function unreadable(data: MetricData): string | null {
  if (data.kind === 'exponential histogram') return 'exponential histograms are not supported: send explicit buckets';
  if (data.kind === 'none') return 'a metric without data';
  if (data.kind !== 'sum' && data.kind !== 'histogram') return null;
  return data.temporality === 'cumulative' ? null : `${data.kind}s of ${data.temporality} temporality are not supported: send cumulative ones`;
}

const countOf = (data: MetricData): number => 'points' in data ? data.points.length : data.count;

function namedAs(data: MetricData): NamedAs {
  if (data.kind === 'gauge') return 'gauge';
  return data.kind === 'sum' && data.monotonic ? 'counter' : 'other';
}

function typeOf(data: MetricData): MetricType {
  if (data.kind === 'sum') return data.monotonic ? 'counter' : 'gauge';
  return data.kind === 'histogram' || data.kind === 'summary' || data.kind === 'gauge' ? data.kind : 'unknown';
}

function identityOf(attributes: Attributes): Pairs {
  const value = (key: string) => attributes.find(([name]) => name === key)?.[1];
  const [namespace, name, instance] = [value('service.namespace'), value('service.name'), value('service.instance.id')];
  return [...(name === undefined ? [] : ['job', namespace === undefined ? name : `${namespace}/${name}`]), ...(instance === undefined ? [] : ['instance', instance])];
}

/** Attributes as labels; keys that become one label are joined in the order of the keys. What is in `over` wins. */
function merged(attributes: Attributes, over: Pairs): Pairs {
  const labels = new Map<string, string>();
  for (const [key, value] of attributes.toSorted(([a], [b]) => a < b ? -1 : a > b ? 1 : 0)) {
    const name = labelName(key);
    const known = labels.get(name);
    labels.set(name, known === undefined ? value : `${known};${value}`);
  }
  for (let i = 0; i < over.length; i += 2) labels.set(over[i]!, over[i + 1]!);
  labels.delete('__name__');
  return [...labels].flat();
}

/** As Go's FormatFloat(x, 'f', -1, 64) has it: no exponent. */
function floatText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  const text = String(value);
  const found = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (!found) return text;
  const [, sign = '', first = '', rest = '', power = ''] = found;
  const digits = first + rest;
  const point = 1 + Number(power);
  return sign + (point <= 0 ? `0.${'0'.repeat(-point)}${digits}` : digits.padEnd(point, '0'));
}
