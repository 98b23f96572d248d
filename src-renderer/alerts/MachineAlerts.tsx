import { Button } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { ChartMark } from '../charts/marks.ts';
import { useCall } from '../host/hooks.ts';
import { useLinkTo, useRange } from '../host/range.ts';
import { exactText, whenText } from '../ui/clock.ts';
import { useLanguage } from '../ui/language.ts';
import { PATHS } from './address.ts';
import { useFiringOn } from './AlertsProvider.tsx';
import './firing.css';
import { useRuleTitle } from './ready.ts';
import { lineOf, subjectOf, worstFirst } from './rows.ts';
import { SeverityMark } from './SeverityMark.tsx';

interface Machine { readonly job: string; readonly instance: string }
/** Past this many the rest stands in the list of alerts only. */
const MOST = 3;

/** What fires on a machine, a line each, with the way to it. */
export function MachineAlerts({ machine, now }: { machine: Machine; now: number }) {
  const { t } = useTranslation('alerts');
  const language = useLanguage();
  const linkTo = useLinkTo();
  const titleOf = useRuleTitle();
  const { firing } = useFiringOn(machine);
  if (firing.length === 0) return null;
  const lines = firing.map(lineOf).sort(worstFirst);
  return (
    <div className="machine-alerts">
      {lines.slice(0, MOST).map(line => {
        const part = subjectOf({ ...line.labels, instance: '', job: '' });
        return (
          <div key={line.key} className="machine-alert" data-severity={line.severity} role="status">
            <SeverityMark severity={line.severity} size={15} />
            <b className="nowrap">{titleOf(line.rule, line.file)}</b>{part !== '' && <span className="sub nowrap">{part}</span>}
            <span className="sub grow cut">{line.annotations['summary'] ?? line.annotations['description'] ?? ''}</span>
            <span className="dim nowrap" title={exactText(line.firedAt ?? line.activeAt)}>{t('since', { time: whenText(line.firedAt ?? line.activeAt, now, language) })}</span>
            <Button component={Link} href={linkTo(PATHS.now, { open: line.fingerprint })} size="compact-xs">{t('open')}</Button>
          </div>
        );
      })}
      {lines.length > MOST && <Link className="dim" href={linkTo(PATHS.now, { machine: machine.instance })}>{t('moreAlerts', { count: lines.length - MOST })}</Link>}
    </div>
  );
}

const NO_MARKS: readonly ChartMark[] = [];

/** When alerts began to fire on a machine in the page's range, for the marks on its charts. */
export function useFiredMarks({ job, instance }: Machine): readonly ChartMark[] {
  const range = useRange();
  const { data } = useCall(['alerts', 'timeline', range.raw, job, instance], (host, signal) => host.alerts.timeline({ from: range.from, to: range.to, matchers: [{ name: 'job', value: job }, { name: 'instance', value: instance }] }, signal), { refresh: true });
  return useMemo(() => data?.lanes.flatMap(({ spans }) => spans.map(({ from }): ChartMark => ({ time: from, level: 'critical' }))) ?? NO_MARKS, [data]);
}
