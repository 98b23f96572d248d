import type { Metadata, MetricType } from '../../shared/model/sample.ts';

/** A metric as its source declares it, with the names of its labels in the order in which a measurement gives their values. */
export interface Metric extends Metadata { readonly labelNames: readonly string[] }

/** One value of a metric. `labels` holds a value per label name; '' leaves that label out. */
export interface Measurement { readonly metric: Metric; readonly labels: readonly string[]; readonly value: number }

const declared = (type: MetricType) => (name: string, help: string, labelNames: readonly string[] = []): Metric => ({ name, type, help, unit: '', labelNames });
export const counter = declared('counter');
export const gauge = declared('gauge');
/** What node_exporter exposes as `untyped`. */
export const untyped = declared('unknown');

const NO_LABELS: readonly string[] = [];

/** Adds a measurement; a value that is no finite number is left out, so that a damaged text costs its own series and no other. */
export function measure(into: Measurement[], metric: Metric, value: number, labels: readonly string[] = NO_LABELS): void {
  if (Number.isFinite(value)) into.push({ metric, labels, value });
}

const DECIMAL = /^-?\d+(\.\d+)?$/;

/** The number that a decimal numeral of /proc or /sys stands for; NaN for any other text, for none, and for one beyond all doubles. */
export function numeral(text: string | undefined): number {
  const value = text !== undefined && DECIMAL.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : Number.NaN;
}

/** The words of a line. */
export function words(line: string): string[] {
  const trimmed = line.trim();
  return trimmed === '' ? [] : trimmed.split(/\s+/);
}

/** Whether a text can stand in the name of a metric. */
export const fitsName = (text: string): boolean => /^\w+$/.test(text);
