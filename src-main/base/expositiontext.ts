import type { Labels } from '../shared/model/labels.ts';
import type { MetricType } from '../shared/model/sample.ts';
import { numberText, type Family } from './instruments.ts';

/** What text 0.0.4 calls a type; it knows fewer than we do. */
const TYPES: Readonly<Record<MetricType, string>> = {
  counter: 'counter', gauge: 'gauge', histogram: 'histogram', summary: 'summary',
  gaugehistogram: 'untyped', info: 'gauge', stateset: 'gauge', unknown: 'untyped',
};

/** Source: prometheus.io/docs/instrumenting/exposition_formats, text format 0.0.4. A family without series is left out. */
export function expositionText(families: readonly Family[]): string {
  const lines: string[] = [];
  for (const family of families) {
    const { name, help, type } = family.metadata;
    const samples = family.samples();
    if (samples.length === 0) continue;
    lines.push(`# HELP ${name} ${escaped(help)}`, `# TYPE ${name} ${TYPES[type]}`);
    for (const sample of samples) lines.push(`${seriesText(sample.labels)} ${numberText(sample.value())}`);
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function seriesText({ __name__: name, ...labels }: Labels): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${escaped(value).replaceAll('"', '\\"')}"`);
  return pairs.length === 0 ? `${name}` : `${name}{${pairs.join(',')}}`;
}

const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
