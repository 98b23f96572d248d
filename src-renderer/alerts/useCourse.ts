import { useDebouncedValue } from '@mantine/hooks';
import { useMemo } from 'react';
import type { Matrix } from '../../src-main/shared/contract/metrics.ts';
import type { Labels } from '../../src-main/shared/model/labels.ts';
import { fillIn, stepFor } from '../charts/step.ts';
import { type CallState, useCall } from '../host/hooks.ts';
import type { TrialWindow } from './window.ts';

/** From so many series on the chart shows the most, the median and the least of them. */
export const MANY = 60;
const TYPED_MS = 250;

/** The machines whose values an expression finds at this moment. */
export function useMatching(value: string): CallState<readonly Labels[]> {
  const [promql] = useDebouncedValue(value, TYPED_MS);
  return useCall(['matching', promql], async (host, signal) => {
    const { value: found } = await host.metrics.instant({ promql: `group by (instance, job) (${promql})`, time: Date.now() }, signal);
    return found.kind === 'vector' ? found.series.map(({ labels }) => labels) : [];
  }, { enabled: promql.trim() !== '', refresh: true });
}

export interface Course { readonly matrix: Matrix; readonly window: TrialWindow; /** of all series, not each: the greatest, the median, the least */ readonly summed: boolean }

/** The course of an expression's values over the window; of very many, of all of them together. */
export function useCourse(value: string, machines: number | undefined, window: TrialWindow, width: number): CallState<Course> {
  const [promql] = useDebouncedValue(value, TYPED_MS);
  const summed = (machines ?? 0) > MANY;
  const stepMs = Math.max(15_000, stepFor(window.to - window.from, width));
  const steps = useMemo(() => ({ from: window.to - Math.floor((window.to - window.from) / stepMs) * stepMs, to: window.to, step: stepMs }), [window.from, window.to, stepMs]);
  return useCall(['course', promql, summed, steps], async (host, signal) => {
    const ask = async (text: string) => host.metrics.range({ promql: fillIn(text, steps), ...steps }, signal);
    if (!summed) return { matrix: await ask(promql), window, summed };
    const answers = await Promise.all([`max(${promql})`, `quantile(0.5, ${promql})`, `min(${promql})`].map(ask));
    return { matrix: { times: answers[0]!.times, series: answers.flatMap(({ series }) => series) }, window, summed };
  }, { enabled: width > 0 && machines !== undefined && promql.trim() !== '' });
}
