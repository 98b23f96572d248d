import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { dateTimeText, zoneText } from '../ui/clock.ts';
import { formatValue, type Unit } from '../ui/format.ts';
import { useLanguage } from '../ui/language.ts';
import { type ChartSeries, valueAt } from './series.ts';

const ROW_PX = 26;

/** The values behind a chart, newest first: for reading exactly and for screen readers. Only the rows in sight are built. */
export function ChartTable({ times, series, unit, title }: { times: Float64Array; series: readonly ChartSeries[]; unit: Unit; title: string }) {
  const { t } = useTranslation('charts');
  const language = useLanguage();
  const scroll = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({ count: times.length, getScrollElement: () => scroll.current, estimateSize: () => ROW_PX, overscan: 8 });
  const shown = rows.getVirtualItems();
  const above = shown[0]?.start ?? 0;
  const below = rows.getTotalSize() - (shown.at(-1)?.end ?? 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area has to be reached by the keyboard
    <section ref={scroll} className="chart-table" tabIndex={0} aria-label={t('tableOf', { title })}>
      <table aria-rowcount={times.length + 1}>
        <thead><tr><th>{t('time')} <span className="dim">{zoneText(times.at(-1) ?? 0)}</span></th>{series.map(s => <th key={s.name} className="num" title={s.name}>{s.name}</th>)}</tr></thead>
        <tbody>
          {above > 0 && <tr style={{ height: above }}><td colSpan={series.length + 1} /></tr>}
          {shown.map(({ index }) => {
            const i = times.length - 1 - index;
            return (
              <tr key={index} aria-rowindex={index + 2}>
                <td className="nowrap">{dateTimeText(times[i]!, true)}</td>
                {series.map(s => <td key={s.name} className="num">{formatValue(valueAt(s, i), unit, language)}</td>)}
              </tr>
            );
          })}
          {below > 0 && <tr style={{ height: below }}><td colSpan={series.length + 1} /></tr>}
        </tbody>
      </table>
    </section>
  );
}
