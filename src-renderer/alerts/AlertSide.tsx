import { ActionIcon, Button } from '@mantine/core';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { AlertInstance, AlertRecord } from '../../src-main/shared/model/alert.ts';
import type { MachineRow } from '../../src-main/shared/model/machine.ts';
import type { Labels } from '../../src-main/shared/model/labels.ts';
import type { GroupState } from '../../src-main/shared/model/rule.ts';
import type { SilenceState } from '../../src-main/shared/model/silence.ts';
import { useCall } from '../host/hooks.ts';
import { useLinkTo } from '../host/range.ts';
import { machinePath } from '../inventory/address.ts';
import { EmptyState } from '../ui/Empty.tsx';
import { Icon } from '../ui/icons.tsx';
import { StateMark } from '../ui/StateMark.tsx';
import { PATHS } from './address.ts';
import { AlertChart } from './AlertChart.tsx';
import { AlertFacts } from './AlertFacts.tsx';
import { Firings } from './Firings.tsx';
import { type FoundRule, ruleOf } from './live.ts';
import { useRuleTitle } from './ready.ts';
import { type AlertLine, lineOf, lineOfRecord, subjectOf } from './rows.ts';
import { SeverityMark } from './SeverityMark.tsx';
import { silenceLink, silenceOf } from './silenced.ts';

interface SideProps {
  readonly fingerprint: string;
  readonly live: readonly AlertInstance[] | null;
  readonly groups: readonly GroupState[];
  readonly machineOf: (labels: Labels) => MachineRow | undefined;
  readonly silences: readonly SilenceState[];
  readonly onClose: () => void;
}

const NO_RECORDS: readonly AlertRecord[] = [];
const MOST_FIRINGS = 50;

/** One alert beside the list: its chart with the threshold, what is known of it, every time it fired before, and what can be done. */
export function AlertSide({ fingerprint, live, groups, machineOf, silences, onClose }: SideProps) {
  const { t } = useTranslation('alerts');
  const history = useCall(['alerts', 'history', fingerprint], (host, signal) => host.alerts.history({ from: 0, to: Date.now() + FUTURE_MS, fingerprint, limit: MOST_FIRINGS }, signal), { refresh: true });
  const records = history.data?.records ?? NO_RECORDS;
  const now = live?.find(alert => alert.fingerprint === fingerprint);
  const line = useMemo(() => now ? lineOf(now) : records[0] && lineOfRecord(records[0]), [now, records]);
  const close = <ActionIcon variant="subtle" aria-label={t('close')} title={t('close')} onClick={onClose}><Icon name="x" size={14} /></ActionIcon>;
  if (line === undefined) return <section className="panel alerts-side"><header className="alerts-head"><span className="grow" />{close}</header>{history.data && live && <EmptyState icon="bell" title={t('gone.title')}>{t('gone.text')}</EmptyState>}</section>;
  return <Inside line={line} records={records} more={history.data?.more ?? false} found={ruleOf(groups, line)} machine={machineOf(line.labels)} silence={silenceOf(line.labels, silences)} close={close} />;
}
/** Firings of a clock that runs ahead are shown as well. */
const FUTURE_MS = 86_400_000;

interface InsideProps {
  readonly line: AlertLine;
  readonly records: readonly AlertRecord[];
  readonly more: boolean;
  readonly found: FoundRule | undefined;
  readonly machine: MachineRow | undefined;
  readonly silence: SilenceState | undefined;
  readonly close: ReactNode;
}

function Inside({ line, records, more, found, machine, silence, close }: InsideProps) {
  const titleOf = useRuleTitle();
  const title = titleOf(line.rule, line.file);
  return (
    <section className="panel alerts-side" aria-label={title}>
      <header className="alerts-head">
        {line.state === 'resolved' ? <StateMark state="ok" size={16} /> : <SeverityMark severity={line.severity} />}
        <h2 className="cut" title={line.rule}>{title}</h2>
        <span className="sub cut">{subjectOf(line.labels, () => machine?.name)}</span>
        <span className="grow" />
        {close}
      </header>
      <div className="alerts-inside">
        <AlertChart line={line} records={records} rule={found?.rule} machine={machine} />
        <AlertFacts line={line} found={found} machine={machine} silence={silence} />
        <Firings records={records} more={more} />
      </div>
      <Foot line={line} found={found} machine={machine} />
    </section>
  );
}

function Foot({ line, found, machine }: Pick<InsideProps, 'line' | 'found' | 'machine'>) {
  const { t } = useTranslation('alerts');
  const linkTo = useLinkTo();
  return (
    <footer className="alerts-foot">
      {machine && <Button component={Link} href={linkTo(machinePath(machine.id))} leftSection={<Icon name="machines" size={14} />}>{t('machine')}</Button>}
      {found && <Button component={Link} href={linkTo(PATHS.rules, { open: found.group.id })} leftSection={<Icon name="edit" size={14} />}>{t('rule')}</Button>}
      {found && <Button component={Link} href={linkTo('/explore', { q: found.rule.expr })} leftSection={<Icon name="explore" size={14} />}>{t('explore')}</Button>}
      <span className="grow" />
      {line.state !== 'resolved' && <Button component={Link} href={linkTo('/silences', silenceLink(line.labels))} variant="filled" leftSection={<Icon name="mute" size={14} />}>{t('silence')}</Button>}
    </footer>
  );
}
