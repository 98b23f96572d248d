import type { LabelPairs } from '../shared/model/labels.ts';
import { quoted } from './position.ts';

/** What operators do to the labels of a series. Everything here is done once per series, never per step. */
export type Relabel = (labels: LabelPairs) => LabelPairs;

export const NO_LABELS: LabelPairs = [];
const SEPARATOR = '\uffff'; // a non-character: in no valid text

/** Keeps what is listed. */
export function keeping(names: readonly string[]): Relabel {
  if (names.length === 0) return () => NO_LABELS;
  const kept = new Set(names);
  return labels => filtered(labels, name => kept.has(name));
}

/** Leaves out what is listed. */
export function dropping(names: readonly string[]): Relabel {
  const dropped = new Set(names);
  return labels => filtered(labels, name => !dropped.has(name));
}

export const withoutName: Relabel = dropping(['__name__']);

function filtered(labels: LabelPairs, wanted: (name: string) => boolean): LabelPairs {
  const out: string[] = [];
  for (let i = 0; i < labels.length; i += 2) if (wanted(labels[i]!)) out.push(labels[i]!, labels[i + 1]!);
  return out.length === labels.length ? labels : out;
}

/** The labels with one set; an empty value takes it away. */
export function withLabel(labels: LabelPairs, name: string, value: string): LabelPairs {
  const out: string[] = [];
  let placed = value === '';
  for (let i = 0; i < labels.length; i += 2) {
    const present = labels[i]!;
    if (!placed && present >= name) { out.push(name, value); placed = true; }
    if (present !== name) out.push(present, labels[i + 1]!);
  }
  if (!placed) out.push(name, value);
  return out;
}

/** A string equal for series that agree on the listed labels. */
export function keyOf(names: readonly string[]): (labels: LabelPairs) => string {
  const [only] = names;
  if (only === undefined) return () => '';
  if (names.length === 1) return labels => { for (let i = 0; i < labels.length; i += 2) if (labels[i] === only) return labels[i + 1]!; return ''; };
  return labels => {
    let key = '';
    for (const name of names) {
      let value = '';
      for (let i = 0; i < labels.length; i += 2) if (labels[i] === name) { value = labels[i + 1]!; break; }
      key += value + SEPARATOR;
    }
    return key;
  };
}

/** A string equal for series that agree on all but the listed labels. */
export function keyWithout(names: readonly string[]): (labels: LabelPairs) => string {
  const ignored = new Set(names);
  return labels => {
    let key = '';
    for (let i = 0; i < labels.length; i += 2) if (!ignored.has(labels[i]!)) key += labels[i]! + SEPARATOR + labels[i + 1]! + SEPARATOR;
    return key;
  };
}

/** Order of series in an answer: label by label, name then value, the shorter first, as Prometheus sorts. */
export function compareLabels(a: LabelPairs, b: LabelPairs): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const left = a[i]!, right = b[i]!;
    if (left !== right) return left < right ? -1 : 1;
  }
  return a.length - b.length;
}

const LEGACY_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Labels as Prometheus's messages show them: `{a="b", c="d"}`, the metric's name among them. */
export function shownLabels(labels: LabelPairs): string {
  const parts: string[] = [];
  for (let i = 0; i < labels.length; i += 2) parts.push(`${LEGACY_NAME.test(labels[i]!) ? labels[i]! : quoted(labels[i]!)}=${quoted(labels[i + 1]!)}`);
  return `{${parts.join(', ')}}`;
}
