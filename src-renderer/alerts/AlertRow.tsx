import { useTranslation } from 'react-i18next';
import type { AlertRule } from '../../src-main/shared/model/rule.ts';
import type { MachineRow } from '../../src-main/shared/model/machine.ts';
import { exactText, whenText } from '../ui/clock.ts';
import { formatDuration } from '../ui/format.ts';
import { useLanguage } from '../ui/language.ts';
import { StateMark } from '../ui/StateMark.tsx';
import { Lane } from './Lane.tsx';
import { firedMs, type LaneSpan } from './lanes.ts';
import { type AlertLine, type SectionName, subjectOf } from './rows.ts';
import { markOf } from './severity.ts';
import { SeverityMark } from './SeverityMark.tsx';
import { useRuleTitle } from './ready.ts';
import { lineWords, valueText } from './words.ts';

interface AlertRowProps {
  readonly line: AlertLine;
  readonly section: SectionName;
  readonly rule: AlertRule | undefined;
  readonly machine: MachineRow | undefined;
  readonly spans: readonly LaneSpan[];
  readonly from: number;
  readonly to: number;
  readonly now: number;
  readonly selected: boolean;
  readonly onOpen: () => void;
}

/** One alert of the list: what, about whom, its value, what is said of it, since when, and its course over the page's range. */
export function AlertRow({ line, section, rule, machine, spans, from, to, now, selected, onOpen }: AlertRowProps) {
  const { t } = useTranslation('alerts');
  const { t: inventory } = useTranslation('inventory');
  const language = useLanguage();
  const titleOf = useRuleTitle();
  const level = section === 'resolved' ? 'ok' : section === 'muted' ? 'unknown' : markOf(line.severity);
  const since = line.firedAt ?? line.activeAt;
  const lasted = formatDuration(Math.max(1000, Math.floor((now - since) / 1000) * 1000), language);
  const fired = formatDuration(firedMs(spans, from, to), language);
  return (
    <li className="alert" data-selected={selected || undefined}>
      <button type="button" aria-current={selected || undefined} onClick={onOpen}>
        {section === 'firing' || section === 'pending' ? <SeverityMark severity={line.severity} /> : <StateMark state={level} size={16} />}
        <span className="alert-what"><b>{titleOf(line.rule, line.file)}</b>{machine && <span className="tile" title={inventory(`source.${machine.source}`)}>{inventory(`tile.${machine.source}`)}</span>}<span className="sub cut">{subjectOf(line.labels, () => machine?.name)}</span></span>
        <span className={`alert-value c-${line.severity === 'info' && level === 'unknown' && section !== 'muted' ? 'accent' : level}`}>{section === 'resolved' ? '' : valueText(line.value, rule, t, language)}</span>
        <span className="alert-info cut">{lineWords(line, rule, now, t, language)}</span>
        <span className="alert-since" title={exactText(line.resolvedAt ?? since)}>{line.resolvedAt === null ? lasted : whenText(line.resolvedAt, now, language)}</span>
        <Lane spans={spans} severity={line.severity} from={from} to={to} muted={section === 'muted'} label={t('lane', { count: spans.filter(({ kind }) => kind === 'firing').length, time: fired })} />
      </button>
    </li>
  );
}
