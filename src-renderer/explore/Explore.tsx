import { Drawer } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Metadata } from '../../src-main/shared/model/sample.ts';
import { rateWindow, stepFor } from '../charts/step.ts';
import { useWidth } from '../charts/width.ts';
import { useRange } from '../host/range.ts';
import { EmptyState } from '../ui/Empty.tsx';
import { useInstantAnswers, useRangeAnswers } from './answers.ts';
import { ChartView } from './ChartView.tsx';
import { Examples } from './Examples.tsx';
import './explore.css';
import { instantRows } from './instant.ts';
import { InstantTable } from './InstantTable.tsx';
import { MetricBrowser } from './MetricBrowser.tsx';
import { QueryPanel } from './QueryPanel.tsx';
import { useQueryRows } from './queries.ts';
import { useRecent } from './recent.ts';
import { letterOf } from './rows.ts';
import { suggestedQuery } from './suggestion.ts';
import { commonUnit } from './unit.ts';

/** Wide enough for the list of metrics to stand beside the queries. */
const BROWSER_BESIDE = '(min-width: 2000px)';
const NONE: readonly string[] = [];

/** Questions to the store in PromQL: several at once, as a chart over its table or as a table for one moment. */
export function Explore() {
  const { t } = useTranslation('explore');
  const range = useRange();
  const [box, widthPx] = useWidth();
  const { rows, act, view, setView } = useQueryRows();
  const { recent, remember, forget } = useRecent();
  const beside = useMediaQuery(BROWSER_BESIDE, false, { getInitialValueInEffect: false });
  const [browsing, browser] = useDisclosure(false);

  const queries = rows.flatMap((row, i) => row.off || row.ran === '' ? [] : [{ letter: letterOf(i), promql: row.ran }]);
  const texts = queries.map(({ promql }) => promql);
  const ranges = useRangeAnswers(view === 'chart' ? texts : NONE, widthPx);
  const instants = useInstantAnswers(view === 'table' ? texts : NONE);
  const unit = commonUnit(texts);

  const run = () => {
    remember(act({ kind: 'run' }).rows.map(row => row.ran));
    range.refresh();
  };
  const ask = (promql: string) => {
    act({ kind: 'ask', text: promql });
    remember([promql]);
  };
  const pick = (metric: Metadata) => {
    browser.close();
    ask(suggestedQuery(metric, rateWindow(stepFor(range.to - range.from, widthPx))));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.defaultPrevented) run();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Ctrl-Enter runs from wherever the focus is on this screen
    <div className="explore" onKeyDown={onKeyDown}>
      <h1 className="unseen">{t('title')}</h1>
      {beside && <aside className="panel explore-browser"><MetricBrowser onPick={pick} /></aside>}
      <div ref={box} className="explore-main">
        <QueryPanel rows={rows} answers={view === 'chart' ? ranges : instants} act={act} run={run} ask={ask} view={view} setView={setView} recent={recent} onForget={forget} onMetrics={browser.open} widthPx={widthPx} />
        {queries.length === 0 ? (rows.every(row => row.ran === '') ? <Examples onPick={ask} widthPx={widthPx} /> : <section className="panel"><EmptyState title={t('allOff')}>{t('allOffText')}</EmptyState></section>)
          : view === 'chart' ? <ChartView queries={queries} answers={ranges} unit={unit} widthPx={widthPx} />
          : <InstantTable rows={queries.flatMap(({ letter, promql }) => { const data = instants.get(promql)?.data; return data ? instantRows(letter, data.value) : []; })} unit={unit} loading={texts.some(text => instants.get(text)?.fetching)} />}
      </div>
      <Drawer opened={browsing && !beside} onClose={browser.close} withOverlay={false} lockScroll={false} withCloseButton={false} size={360} padding={0} position="right" className="beside-list"><MetricBrowser onPick={pick} onClose={browser.close} /></Drawer>
    </div>
  );
}
