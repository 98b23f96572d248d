import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { clockText, exactText } from '../ui/clock.ts';
import { formatCount } from '../ui/format.ts';
import { Panel } from '../ui/Panel.tsx';
import { type Column, COLUMNS, lostStretches, useHistory } from './history.ts';

/** Drawn from the axis up. */
const LAYERS = [['critical', '--critical'], ['warn', '--warn-mark'], ['unknown', '--unknown-band']] as const;
const HOURS = [0, 3, 6, 9, 12, 15, 18, 21] as const;
const DAY_HOURS = 24;
/** Columns of the first half hour. */
const YOUNG = 3;

/** What was not OK over the last day, ten minutes a column; the healthy ones need no ink. */
export function NotOk({ machines }: { machines: number | undefined }) {
  const { t } = useTranslation('overview');
  const { t: common } = useTranslation('ui');
  const { columns, failed } = useHistory();
  const worst = useMemo(() => columns?.reduce<{ time: number; sum: number }>((most, { time, counts }) => {
    const sum = counts ? counts.critical + counts.warn + counts.unknown : 0;
    return sum > most.sum ? { time, sum } : most;
  }, { time: 0, sum: 0 }), [columns]);
  if (failed) return null;
  // in the first half hour there is no past to have lost
  const young = columns !== undefined && columns.filter(column => column.counts !== null).length < YOUNG;
  return (
    <Panel className="not-ok" title={t('notOk.title')} note={machines === undefined ? '' : t('notOk.note', { count: machines, text: formatCount(machines) })} actions={<Keys lost={!young && (columns?.some(column => column.counts === null) ?? false)} />}>
      <div className="not-ok-plot" role="img" aria-label={worst && worst.sum > 0 ? t('notOk.summary', { count: worst.sum, time: clockText(worst.time) }) : t('notOk.none')}>
        {columns && worst && <Ribbon columns={columns} lost={!young} most={worst.sum} word={state => common(`state.${state}`)} />}
        {worst?.sum === 0 && <p className="not-ok-none dim">{t(young ? 'notOk.first' : 'notOk.none')}</p>}
      </div>
    </Panel>
  );
}

function Keys({ lost }: { lost: boolean }) {
  const { t } = useTranslation('overview');
  const { t: common } = useTranslation('ui');
  return (
    <div className="not-ok-keys">
      {LAYERS.map(([state, color]) => <span key={state}><i style={{ background: `var(${color})` }} />{common(`state.${state}`)}</span>)}
      {lost && <span><i className="lost" />{t('notOk.lost')}</span>}
    </div>
  );
}

function Ribbon({ columns, lost, most, word }: { columns: readonly Column[]; lost: boolean; most: number; word: (state: string) => string }) {
  const { t } = useTranslation('overview');
  const top = Math.max(3, Math.ceil(most / 3) * 3);
  const first = columns[0]?.time ?? 0;
  return (
    <>
      <div className="not-ok-values" aria-hidden="true">{[3, 2, 1, 0].map(third => <span key={third}>{top / 3 * third}</span>)}</div>
      <div className="not-ok-area">
        {lost && lostStretches(columns).map(([from, to]) => <i key={from} className="not-ok-lost" style={{ left: `${from / COLUMNS * 100}%`, width: `${(to - from) / COLUMNS * 100}%` }} />)}
        <svg width="100%" height="100%" viewBox={`0 0 ${COLUMNS} ${top}`} preserveAspectRatio="none" aria-hidden="true">
          {[1, 2, 3].map(third => <path key={third} d={`M0 ${top - top / 3 * third}H${COLUMNS}`} stroke="var(--grid)" vectorEffect="non-scaling-stroke" />)}
          <path d={`M0 ${top}H${COLUMNS}`} stroke="var(--line-strong)" opacity="0.6" vectorEffect="non-scaling-stroke" />
          {columns.map(({ time, counts }, i) => counts && counts.critical + counts.warn + counts.unknown > 0 && <Bar key={time} x={i} top={top} counts={counts} title={`${exactText(time)}\n${LAYERS.map(([state]) => `${counts[state]} ${word(state)}`).join('\n')}`} />)}
        </svg>
      </div>
      <div className="not-ok-hours" aria-hidden="true">{HOURS.map(hour => <span key={hour} style={{ left: `${hour / DAY_HOURS * 100}%` }}>{clockText(first + hour * 3_600_000)}</span>)}<span className="end">{t('notOk.now')}</span></div>
    </>
  );
}

function Bar({ x, top, counts, title }: { x: number; top: number; counts: NonNullable<Column['counts']>; title: string }) {
  let below = 0;
  return (
    <g shapeRendering="crispEdges">
      <title>{title}</title>
      {LAYERS.map(([state, color]) => {
        const height = counts[state];
        below += height;
        return height > 0 && <rect key={state} x={x} y={top - below} width="1.01" height={height} fill={`var(${color})`} />;
      })}
    </g>
  );
}
