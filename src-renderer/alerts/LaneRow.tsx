import { useTranslation } from 'react-i18next';
import type { AlertLane } from '../../src-main/shared/contract/alerts.ts';
import type { MachineRow } from '../../src-main/shared/model/machine.ts';
import { formatDuration } from '../ui/format.ts';
import { useLanguage } from '../ui/language.ts';
import { StateMark } from '../ui/StateMark.tsx';
import { Lane } from './Lane.tsx';
import { firedMs } from './lanes.ts';
import { useRuleTitle } from './ready.ts';
import { subjectOf } from './rows.ts';
import { severityOf } from './severity.ts';
import { SeverityMark } from './SeverityMark.tsx';
import { spansOfLane } from './timeline.ts';

interface LaneRowProps { readonly lane: AlertLane; readonly machine: MachineRow | undefined; readonly from: number; readonly to: number; readonly selected: boolean; readonly onOpen: () => void }

/** One alert of the history: whom it is about, how often and how long it fired, and when. */
export function LaneRow({ lane, machine, from, to, selected, onOpen }: LaneRowProps) {
  const { t } = useTranslation('alerts');
  const language = useLanguage();
  const titleOf = useRuleTitle();
  const spans = spansOfLane(lane, Date.now());
  const severity = severityOf(lane.labels);
  const fires = lane.spans.some(span => span.to === null);
  const time = formatDuration(Math.max(1000, Math.round(firedMs(spans, from, to) / 1000) * 1000), language);
  return (
    <li className="lane-row" data-selected={selected || undefined}>
      <button type="button" aria-current={selected || undefined} onClick={onOpen}>
        <span className="lane-name">{fires ? <SeverityMark severity={severity} size={13} /> : <StateMark state="ok" size={13} />}<b className="cut" title={lane.rule}>{titleOf(lane.rule, lane.file)}</b><span className="sub cut">{subjectOf(lane.labels, () => machine?.name)}</span></span>
        <Lane spans={spans} severity={severity} from={from} to={to} label={t('lane', { count: lane.spans.length, time })} />
        <span className="lane-sum num">{t('times', { count: lane.spans.length })}</span>
        <span className="lane-sum num dim">{time}</span>
      </button>
    </li>
  );
}
