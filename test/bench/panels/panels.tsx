import { MantineProvider } from '@mantine/core';
import '@mantine/core/styles.css';
import { useState } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import type { ChartSeries } from '../../../src-renderer/charts/series.ts';
import { TimeChart } from '../../../src-renderer/charts/TimeChart.tsx';
import { createCursor, CursorProvider } from '../../../src-renderer/host/cursor.ts';
import { RangeProvider } from '../../../src-renderer/host/RangeProvider.tsx';
import { startTexts } from '../../../src-renderer/i18n.ts';
import '../../../src-renderer/tokens.css';
import '../../../src-renderer/ui/base.css';
import { cssVariablesResolver, theme } from '../../../src-renderer/ui/theme.ts';

const PANELS = 12;
const SERIES = 50;
const POINTS = 1440;
const STEP_MS = 60_000;
const END = Date.UTC(2026, 0, 2);

interface Answer { readonly times: Float64Array; readonly series: readonly ChartSeries[] }

/** Answers for all panels, as if a refresh had brought them `round` minutes later. */
const answers = (round: number): readonly Answer[] => Array.from({ length: PANELS }, (_, panel) => ({
  times: Float64Array.from({ length: POINTS }, (_, i) => END + (round + i - POINTS) * STEP_MS),
  series: Array.from({ length: SERIES }, (_, s): ChartSeries => ({ name: `series ${s}`, present: null, values: Float64Array.from({ length: POINTS }, (_, i) => 50 + 40 * Math.sin((round + i) / 60 + s + panel) + (i * 7919 + s * 104_729) % 13) })),
}));

function Panels({ take }: { take: (show: (data: readonly Answer[]) => void) => void }) {
  const [data, show] = useState<readonly Answer[]>([]);
  take(show);
  return (
    <div style={{ display: 'grid', gridTemplateColumns: 'repeat(4, 1fr)', gap: 10, padding: 10 }}>
      {data.map(({ times, series }, i) => (
        <div key={String(i)} style={{ display: 'flex', height: 280 }}><TimeChart title={`Panel ${i + 1}`} times={times} series={series} unit="none" from={times[0]!} to={times.at(-1)!} /></div>
      ))}
    </div>
  );
}

let show: (data: readonly Answer[]) => void = () => undefined;
const [cursor, i18n] = [createCursor(), startTexts()];
createRoot(document.getElementById('root')!).render(
  <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="dark">
    <I18nextProvider i18n={i18n}><RangeProvider><CursorProvider value={cursor}><Panels take={to => { show = to; }} /></CursorProvider></RangeProvider></I18nextProvider>
  </MantineProvider>,
);

const frame = () => new Promise(resolve => requestAnimationFrame(resolve));

/** ms from the answers' arrival to the end of the frame that shows them. */
async function draw(): Promise<number> {
  await frame();
  const began = performance.now();
  flushSync(() => show(prepared));
  await frame();
  await new Promise(resolve => { const { port1, port2 } = new MessageChannel(); port1.onmessage = resolve; port2.postMessage(null); }); // after that frame was painted
  return performance.now() - began;
}
let prepared: readonly Answer[] = [];
Object.assign(window, { draw, prepare: (round: number) => { prepared = answers(round); } });
