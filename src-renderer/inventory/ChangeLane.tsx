import { Tooltip, UnstyledButton } from '@mantine/core';
import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import type { MachineEvent } from '../../src-main/shared/contract/events.ts';
import { useCursor } from '../host/cursor.ts';
import { useRange } from '../host/range.ts';
import { clockText } from '../ui/clock.ts';
import { type State, StateMark } from '../ui/StateMark.tsx';
import { type Bunch, bunches } from './changes.ts';
import { eventWords, levelOfEvent, subjectOf } from './events.ts';

/** Closer than this on the lane, changes are told together; a share of its width. */
const APART = 0.09;
const WORST: readonly State[] = ['critical', 'warn', 'stopped', 'ok', 'unknown'];
/** Lines of a tooltip. */
const MOST = 12;

/** What changed, along the range; a click pins every chart and the process list to that moment. */
export function ChangeLane({ events }: { events: readonly MachineEvent[] }) {
  const { t } = useTranslation('inventory');
  const { from, to } = useRange();
  const found = bunches(events, from, to, APART);
  if (found.length === 0) return null;
  return (
    <section className="panel change-lane" aria-label={t('lane')}>
      <span className="cap">{t('lane')}</span>
      <div className="change-axis">{found.map(bunch => <Chip key={bunch.events[0]?.id} bunch={bunch} />)}</div>
    </section>
  );
}

function Chip({ bunch: { at, events } }: { bunch: Bunch }) {
  const { t } = useTranslation('inventory');
  const cursor = useCursor();
  const [first] = events;
  if (!first) return null;
  const worst = WORST.find(level => events.some(event => levelOfEvent(event) === level)) ?? 'unknown';
  const line = (event: MachineEvent) => `${clockText(event.at, true)} ${subjectOf(event, t)}: ${eventWords(event, t)}`;
  const words = events.length === 1 ? subjectOf(first, t) : t('changes', { count: events.length });
  const all = [...events.slice(0, MOST).map(line), ...(events.length > MOST ? ['…'] : [])];
  return (
    <Tooltip label={<span className="change-lines">{all.join('\n')}</span>}>
      <UnstyledButton className={`change-chip ${at > 0.85 ? 'change-last' : ''}`} style={{ '--at': at } as CSSProperties} onClick={() => cursor.pin(first.at)} aria-label={all.join('; ')}><StateMark state={worst} size={11} silent /><span className="cut">{words}</span></UnstyledButton>
    </Tooltip>
  );
}
