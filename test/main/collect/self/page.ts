import type { Labels } from '../../../../src-main/shared/model/labels.ts';
import type { Metadata, Reading } from '../../../../src-main/shared/model/sample.ts';

/** A page of node_exporter as text 0.0.4, taken apart far enough for comparison. Series are named as `name{a="b",c="d"}` with sorted labels. */
export interface ExporterPage {
  readonly values: ReadonlyMap<string, number>;
  readonly types: ReadonlyMap<string, string>;
  readonly helps: ReadonlyMap<string, string>;
}

export function readPage(text: string): ExporterPage {
  const values = new Map<string, number>();
  const types = new Map<string, string>();
  const helps = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, kind, name, rest] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (kind === 'HELP') helps.set(name!, rest!);
    if (kind === 'TYPE') types.set(name!, rest!);
    const [, metric, labels = '', value] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (metric !== undefined) values.set(seriesName({ __name__: metric, ...labelsOf(labels) }), Number(value!.replace('Inf', 'Infinity')));
  }
  return { values, types, helps };
}

function labelsOf(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, name, value]) => [name!, value!.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char))]));
}

/** The same form for our own readings; empty labels are absent labels. */
export function seriesName({ __name__: name, ...labels }: Labels): string {
  const pairs = Object.entries(labels).filter(([, value]) => value !== '').sort(([a], [b]) => (a < b ? -1 : 1));
  return `${name}${pairs.length === 0 ? '' : `{${pairs.map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(',')}}`}`;
}

export const valuesOf = (readings: readonly Reading[]): Map<string, number> => new Map(readings.map(({ labels, value }) => [seriesName(labels), value]));
export const metricOf = (series: string): string => series.split('{')[0]!;
/** `untyped` is what text 0.0.4 calls a metric of unknown type. */
export const typeText = ({ type }: Metadata): string => (type === 'unknown' ? 'untyped' : type);
