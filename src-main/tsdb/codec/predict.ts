import type { EntropyCoder } from './entropy.ts';
import { type BlockScratch, blockScratch, MAX_NARROW, sizeOfMiniblocks } from './miniblocks.ts';
import { CURVE, firstOf, LEVEL, LINE, type Prediction, residualsOf, STEP } from './residuals.ts';
import { sizeOfWide } from './wide.ts';

/**
 * Finds the prediction that makes a stream of integers smallest. Every candidate's bits are summed up in one pass; those that come close
 * to the least are then measured exactly, since only the packing shows what steadiness inside a block is worth.
 */

/** So many values are looked at for a median. */
const MEDIAN_SAMPLES = 31;
/** Candidates within this factor of the least sum are measured; more of them gain less than 0.1 % of the size. */
const CLOSE = 1.5;
/** Steps stay this small for miniblocks, so that their differences are below MAX_NARROW too. */
const MAX_STEP = Math.floor(MAX_NARROW / 2);

/** Room for predicting streams of up to `count` integers. */
export interface PredictScratch {
  /** (x[i + 1] - x[i]) / gcd. */
  readonly steps: Int32Array;
  /** (x[i] - level) / gcd. */
  readonly levels: Int32Array;
  readonly trial: Int32Array;
  readonly wide: Float64Array;
  readonly median: Float64Array;
  readonly block: BlockScratch;
  /** for the cold tier; null: none of it */
  readonly cold: EntropyCoder | null;
}
export const predictScratch = (count: number, cold: EntropyCoder | null = null): PredictScratch => ({
  steps: new Int32Array(count),
  levels: new Int32Array(count),
  trial: new Int32Array(count),
  wide: new Float64Array(count),
  median: new Float64Array(MEDIAN_SAMPLES),
  block: blockScratch(),
  cold,
});

/** A prediction and its residuals, which lie in the scratch until the next call: an Int32Array fits miniblocks, a Float64Array does not. */
export interface Predicted { readonly prediction: Prediction; readonly residuals: Int32Array | Float64Array; readonly count: number }

/** What is known of the integers before any candidate is tried. */
interface Facts { readonly x: Float64Array; readonly n: number; readonly base: number; readonly gcd: number; readonly level: number; readonly drift: number }
interface Candidate { readonly prediction: Prediction; bits: number }

/** For x[0, n), n >= 1, of a range below 2^50. */
export function predict(x: Float64Array, n: number, scratch: PredictScratch): Predicted {
  const base = x[0]!;
  const facts: Facts = { x, n, base, gcd: gcdOfSteps(x, n), level: medianLevel(x, n, scratch.median), drift: medianStep(x, n, scratch.median) };
  const largest = fillSteps(facts, scratch);
  if (largest.step > MAX_STEP) return predictWide(facts, scratch);
  const close = closest(estimates(facts, largest.level <= MAX_NARROW, scratch));
  if (close.length > 1) for (const candidate of close) candidate.bits = measured(facts, candidate.prediction, scratch);
  const { prediction } = close.reduce((a, b) => (b.bits < a.bits ? b : a));
  return { prediction, residuals: narrowResiduals(facts, prediction, scratch), count: n - firstOf(prediction.order) };
}

function closest(candidates: readonly Candidate[]): Candidate[] {
  const least = Math.min(...candidates.map(({ bits }) => bits));
  return candidates.filter(({ bits }) => bits <= least * CLOSE);
}

/** Steps and levels as multiples of the gcd; returns the largest magnitudes, since what is too large was cut off. */
function fillSteps({ x, n, base, gcd, level }: Facts, { steps, levels }: PredictScratch): { step: number; level: number } {
  let largestStep = 0;
  let largestLevel = 0;
  let previous = base;
  for (let i = 0; i < n; i++) {
    const here = x[i]!;
    const step = (here - previous) / gcd;
    const height = (here - level) / gcd;
    if (i > 0) steps[i - 1] = step;
    levels[i] = height;
    previous = here;
    if (Math.abs(step) > largestStep) largestStep = Math.abs(step);
    if (Math.abs(height) > largestLevel) largestLevel = Math.abs(height);
  }
  return { step: largestStep, level: largestLevel };
}

/** Bits of a number's magnitude and sign; none for 0. */
const signedBits = (r: number): number => 32 - Math.clz32(Math.abs(r) << 1);

/** The bits of each candidate's residuals, each at its own width. */
function estimates(facts: Facts, hasLevel: boolean, scratch: PredictScratch): Candidate[] {
  const { n, base, gcd, level, drift } = facts;
  const { steps, levels } = scratch;
  const scaled = drift / gcd;
  let ofStep = 0;
  let ofDrift = 0;
  let ofCurve = 0;
  let ofLevel = signedBits(levels[n - 1]!);
  let previous = n > 1 ? steps[0]! : 0;
  for (let i = 0; i < n - 1; i++) {
    const step = steps[i]!;
    ofStep += signedBits(step);
    ofDrift += signedBits(step - scaled);
    ofCurve += signedBits(step - previous);
    ofLevel += signedBits(levels[i]!);
    previous = step;
  }
  const candidates: Candidate[] = [{ prediction: { order: STEP, base, gcd, drift: 0 }, bits: ofStep }];
  if (hasLevel) candidates.push({ prediction: { order: LEVEL, base: level, gcd, drift: 0 }, bits: ofLevel });
  if (drift !== 0) candidates.push({ prediction: { order: STEP, base, gcd, drift }, bits: ofDrift + paramBits(drift) });
  if (n > 2) candidates.push({ prediction: { order: CURVE, base, gcd, drift: steps[0]! * gcd }, bits: ofCurve + paramBits(steps[0]! * gcd) });
  if (n > 2 && drift !== 0 && gcd === 1 && ofDrift <= ofStep) candidates.push(line(facts, scratch));
  return candidates;
}

function line({ x, n, base }: Facts, { trial }: PredictScratch): Candidate {
  const prediction: Prediction = { order: LINE, base, gcd: 1, drift: x[n - 1]! - base };
  if (residualsOf(x, n, prediction, trial) > MAX_NARROW) return { prediction, bits: Number.POSITIVE_INFINITY };
  let bits = paramBits(prediction.drift);
  for (let i = 0; i < n; i++) bits += signedBits(trial[i]!);
  return { prediction, bits };
}

/** What a drift takes in the header. */
const paramBits = (n: number): number => 8 * Math.ceil(Math.log2(2 * Math.abs(n) + 1) / 7);

function measured(facts: Facts, prediction: Prediction, scratch: PredictScratch): number {
  const residuals = narrowResiduals(facts, prediction, scratch);
  return paramBits(prediction.order === LEVEL ? 0 : prediction.drift) + 8 * sizeOfMiniblocks(residuals, facts.n - firstOf(prediction.order), scratch.block);
}

function narrowResiduals({ x, n, gcd }: Facts, prediction: Prediction, { steps, levels, trial }: PredictScratch): Int32Array {
  const { order, drift } = prediction;
  if (order === LEVEL) return levels;
  if (order === LINE) residualsOf(x, n, prediction, trial);
  else if (order === CURVE) for (let i = 2; i < n; i++) trial[i - 2] = steps[i - 1]! - steps[i - 2]!;
  else if (drift === 0) return steps;
  else {
    const scaled = drift / gcd;
    for (let i = 1; i < n; i++) trial[i - 1] = steps[i - 1]! - scaled;
  }
  return trial;
}

/** Steps beyond miniblocks are rare: each candidate is simply measured. */
function predictWide({ x, n, base, gcd, level, drift }: Facts, { wide }: PredictScratch): Predicted {
  const predictions: Prediction[] = [
    { order: STEP, base, gcd, drift: 0 }, { order: STEP, base, gcd, drift },
    { order: LEVEL, base: level, gcd, drift: 0 }, { order: CURVE, base, gcd, drift: x[1]! - base },
  ];
  const sized = predictions.map(prediction => {
    residualsOf(x, n, prediction, wide);
    return { prediction, bytes: sizeOfWide(wide, n - firstOf(prediction.order)) };
  });
  const { prediction } = sized.reduce((a, b) => (b.bytes < a.bytes ? b : a));
  residualsOf(x, n, prediction, wide);
  return { prediction, residuals: wide, count: n - firstOf(prediction.order) };
}

/** A median is one of the numbers themselves, so that it shares their residue by the gcd. */
function medianLevel(x: Float64Array, n: number, some: Float64Array): number {
  const count = Math.min(n, some.length);
  for (let i = 0; i < count; i++) insert(some, i, x[Math.floor((i * n) / count)]!);
  return some[count >> 1]!;
}

function medianStep(x: Float64Array, n: number, some: Float64Array): number {
  const count = Math.min(n - 1, some.length);
  for (let i = 0; i < count; i++) {
    const at = Math.floor((i * (n - 1)) / count);
    insert(some, i, x[at + 1]! - x[at]!);
  }
  return count > 0 ? some[count >> 1]! : 0;
}

/** Puts a number into its place among the sorted[0, count). */
function insert(sorted: Float64Array, count: number, value: number): void {
  let at = count;
  for (; at > 0 && sorted[at - 1]! > value; at--) sorted[at] = sorted[at - 1]!;
  sorted[at] = value;
}

/** The largest number that divides every step; 1 when there is none. */
function gcdOfSteps(x: Float64Array, n: number): number {
  let gcd = 0;
  for (let i = 1; i < n && gcd !== 1; i++) {
    const step = Math.abs(x[i]! - x[i - 1]!);
    if (step === 0) continue;
    gcd = step <= 0x7fff_ffff && gcd <= 0x7fff_ffff ? smallGcd(step | 0, gcd | 0) : largeGcd(step, gcd);
  }
  return gcd || 1;
}

function smallGcd(a: number, b: number): number {
  while (b !== 0) {
    const rest = (a | 0) % (b | 0);
    a = b;
    b = rest;
  }
  return a;
}

function largeGcd(a: number, b: number): number {
  while (b !== 0) {
    const rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}
