import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { MachineRow } from '../../src-main/shared/model/machine.ts';
import type { SilenceState } from '../../src-main/shared/model/silence.ts';
import { useLinkTo } from '../host/range.ts';
import { machinePath } from '../inventory/address.ts';
import { exactText, whenText } from '../ui/clock.ts';
import { Facts } from '../ui/Facts.tsx';
import { formatDuration } from '../ui/format.ts';
import { useLanguage } from '../ui/language.ts';
import { StateMark } from '../ui/StateMark.tsx';
import { PATHS } from './address.ts';
import { type FoundRule, useNow } from './live.ts';
import type { AlertLine } from './rows.ts';
import { conditionText, valueText } from './words.ts';

interface AlertFactsProps { readonly line: AlertLine; readonly found: FoundRule | undefined; readonly machine: MachineRow | undefined; readonly silence: SilenceState | undefined }

/** Annotations that stand above the facts, or link away. */
const TOLD: ReadonlySet<string> = new Set(['summary', 'description', 'message', 'runbook_url', 'runbook']);

/** What is known of an alert: what its rule says, since when, its value, its labels, and the way out. */
export function AlertFacts({ line, found, machine, silence }: AlertFactsProps) {
  const { t } = useTranslation('alerts');
  const language = useLanguage();
  const linkTo = useLinkTo();
  const now = useNow();
  const { annotations, labels } = line;
  const said = [annotations['summary'], annotations['description'], annotations['message']].filter(text => text !== undefined && text !== '');
  const when = (time: number) => <span title={exactText(time)}>{whenText(time, now, language, true)}</span>;
  const lasted = (from: number, to: number) => <span className="dim"> {formatDuration(Math.max(1000, Math.floor((to - from) / 1000) * 1000), language)}</span>;
  return (
    <div className="alert-facts">
      {said.map(text => <p key={text} className="alert-said">{text}</p>)}
      {silence && <p className="side-note"><StateMark state="maintenance" size={14} silent /><span>{t('silenced', { who: silence.createdBy, until: whenText(silence.endsAt, now, language), why: silence.comment })} <Link href={linkTo('/silences', { open: silence.id })}>{t('openSilence')}</Link></span></p>}
      <Facts facts={[
        [t('fact.state'), <span key="state" className={line.state === 'firing' ? `c-${line.severity === 'critical' ? 'critical' : 'warn'} strong` : ''}>{t(`state.${line.state}`)}</span>],
        ...(line.state === 'resolved' ? [] : [[t('fact.value'), valueText(line.value, found?.rule, t, language)] as const]),
        ...(line.firedAt === null ? [[t('fact.waits'), <span key="waits">{when(line.activeAt)}{lasted(line.activeAt, now)}</span>] as const] : [[t('fact.fired'), <span key="fired">{when(line.firedAt)}{lasted(line.firedAt, line.resolvedAt ?? now)}</span>] as const]),
        ...(line.resolvedAt === null ? [] : [[t('fact.resolved'), when(line.resolvedAt)] as const]),
        [t('fact.severity'), t(`severity.${line.severity}`)],
        ...(found ? [[t('fact.condition'), conditionText(found.rule, t, language)] as const] : []),
        [t('fact.rule'), found ? <Link key="rule" href={linkTo(PATHS.rules, { open: found.group.id })}>{line.rule}</Link> : line.rule],
        ...(machine ? [[t('fact.machine'), <Link key="machine" href={linkTo(machinePath(machine.id))}>{machine.name}</Link>] as const] : []),
        ...runbook(annotations['runbook_url'] ?? annotations['runbook'], t('fact.runbook')),
        ...Object.entries(annotations).filter(([name]) => !TOLD.has(name)).map(([name, text]) => [name, text] as const),
        [t('fact.labels'), <span key="labels" className="alert-labels">{Object.entries(labels).filter(([name]) => name !== 'alertname').map(([name, value]) => <span key={name} className="chip">{name} <b>{value}</b></span>)}</span>],
      ]} />
    </div>
  );
}

/** Only what opens as a page is a link. */
const runbook = (address: string | undefined, name: string) => address === undefined || address === '' ? []
  : [[name, /^https?:\/\//i.test(address) ? <a key="runbook" href={address} target="_blank" rel="noreferrer noopener">{address}</a> : address] as const];
