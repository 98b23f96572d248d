import { type KeyboardEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertRecord } from '../../src-main/shared/model/alert.ts';
import { useCall } from '../host/hooks.ts';
import { useRange } from '../host/range.ts';
import { useMachines } from '../inventory/machines.ts';
import { heldOrder } from '../ui/columns.ts';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon } from '../ui/icons.tsx';
import { useParameter } from '../ui/parameter.ts';
import { useAlertFilter } from './address.ts';
import { AlertRow } from './AlertRow.tsx';
import { AlertsHead } from './AlertsHead.tsx';
import { AlertSide } from './AlertSide.tsx';
import './alerts.css';
import { FilterField } from './FilterField.tsx';
import { LaneAxis } from './LaneAxis.tsx';
import { type LaneSpan, spansNow } from './lanes.ts';
import { useLiveAlerts } from './AlertsProvider.tsx';
import { ruleOf, useMachinesByLabels, useNow, useRuleGroups } from './live.ts';
import { NothingFires } from './NothingFires.tsx';
import { type AlertLine, type Section, sectionsOf } from './rows.ts';
import { silenceOf } from './silenced.ts';
import { useTimeline } from './timeline.ts';

const NO_RECORDS: readonly AlertRecord[] = [];
const lineKey = (line: AlertLine): string => line.key;

/** What fires and what waits, worst first, with its course over the page's range; `?open=<fingerprint>` opens one beside the list. */
export function Alerts() {
  const { t } = useTranslation('alerts');
  const { live, error, silences, firing } = useLiveAlerts();
  const { filter, set } = useAlertFilter();
  const over = useOver();
  const groups = useRuleGroups();
  const machines = useMachines();
  const machineOf = useMachinesByLabels(machines.data);
  const [openId, setOpenId] = useParameter('open');
  const sections = useMemo(() => sectionsOf(live ?? [], over, alert => silenceOf(alert.labels, silences) !== undefined, filter), [live, over, silences, filter]);
  const [held, setHeld] = useState<ReadonlyMap<string, readonly string[]> | null>(null);
  const steady = held ? sections.map(section => ({ ...section, lines: heldOrder(section.lines, lineKey, held.get(section.name) ?? []) })) : sections;
  const hold = (on: boolean) => setHeld(on ? new Map(sections.map(({ name, lines }): [string, readonly string[]] => [name, lines.map(lineKey)])) : null);
  const rules = groups.data?.reduce((sum, { rules: inside, enabled }) => sum + (enabled ? inside.length : 0), 0);
  const active = silences.filter(({ state }) => state === 'active').length;
  return (
    <div className="page-body fill alerts" data-open={openId !== null || undefined}>
      <section className="panel alerts-list" aria-label={t('tab.now')}>
        <AlertsHead tab="now" counts={{ ...(firing.length > 0 ? { now: firing.length } : {}), ...(rules === undefined ? {} : { rules }), ...(active ? { silences: active } : {}) }} />
        {error && <ErrorNote error={error} what={t('listFailed')} />}
        {live && (live.length > 0 || over.length > 0) && <div className="alerts-tools"><FilterField filter={filter} set={set} rules={[...new Set(live.map(({ rule }) => rule))]} machines={machines.data ?? []} /></div>}
        {live && sections.length === 0 && <NothingFires filtered={live.length > 0 && Object.values(filter).some(word => word !== '')} groups={groups.data} machines={machines.data?.length} onClear={() => set({ text: '', rule: '', machine: '', severity: '' })} />}
        {sections.length > 0 && <List sections={steady} groups={groups.data ?? []} machineOf={machineOf} openId={openId} onOpen={setOpenId} onHold={hold} />}
      </section>
      {openId !== null && <AlertSide key={openId} fingerprint={openId} live={live} groups={groups.data ?? []} machineOf={machineOf} silences={silences} onClose={() => setOpenId(null)} />}
    </div>
  );
}

interface ListProps {
  readonly sections: readonly Section[];
  readonly groups: Parameters<typeof ruleOf>[0];
  readonly machineOf: ReturnType<typeof useMachinesByLabels>;
  readonly openId: string | null;
  readonly onOpen: (id: string) => void;
  readonly onHold: (on: boolean) => void;
}

function List({ sections, groups, machineOf, openId, onOpen, onHold }: ListProps) {
  const { t } = useTranslation('alerts');
  const { from, to } = useRange();
  const now = useNow();
  const timeline = useTimeline();
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const fold = (name: string) => setFolded(before => { const next = new Set(before); if (!next.delete(name)) next.add(name); return next; });
  const spansFor = (line: AlertLine): readonly LaneSpan[] => [...(timeline.get(line.fingerprint) ?? []), ...(line.state === 'resolved' ? [] : spansNow(line, Math.max(now, to)))];
  return (
    <>
      <LaneAxis from={from} to={to} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys only move the focus between the rows' own buttons */}
      <div className="alerts-scroll" onPointerEnter={() => onHold(true)} onPointerLeave={() => onHold(false)} onKeyDown={moveFocus}>
        {sections.map(({ name, lines }) => (
          <section key={name} aria-label={t(`section.${name}`)}>
            <h2 className="alerts-section"><button type="button" aria-expanded={!folded.has(name)} onClick={() => fold(name)}><Icon name={folded.has(name) ? 'right' : 'down'} size={12} /><b>{t(`section.${name}`)}</b><span>{lines.length}</span></button></h2>
            {!folded.has(name) && <ul data-list={name === sections[0]?.name || undefined} tabIndex={-1}>
              {lines.map(line => <AlertRow key={line.key} line={line} section={name} rule={ruleOf(groups, line)?.rule} machine={machineOf(line.labels)} spans={spansFor(line)} from={from} to={to} now={now} selected={line.fingerprint === openId} onOpen={() => onOpen(line.fingerprint)} />)}
            </ul>}
          </section>
        ))}
      </div>
    </>
  );
}

/** j, k and the arrows go from row to row. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = ({ j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 } as Readonly<Record<string, number>>)[event.key];
  if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('li.alert > button')];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const next = rows[at < 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1)];
  event.preventDefault();
  event.stopPropagation();
  next?.focus();
}

/** Firings that ended since midnight. */
function useOver(): readonly AlertRecord[] {
  const { data } = useCall(['alerts', 'history', 'today'], (host, signal) => host.alerts.history({ from: new Date().setHours(0, 0, 0, 0), to: Date.now(), limit: 100 }, signal), { refresh: true });
  return data?.records ?? NO_RECORDS;
}
