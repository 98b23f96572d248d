import { Button, Modal, Skeleton, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MachinePlan, PlanItem } from '../../src-main/shared/model/deed.ts';
import { powerWord } from '../inventory/events.ts';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon } from '../ui/icons.tsx';
import { StateMark } from '../ui/StateMark.tsx';
import './deeds.css';
import { type Intent, useBegin, usePlan } from './usePlan.ts';

/** Before anything is done to machines: what would happen to each, what has to be typed, and why. Cancel has the focus. */
export function PlanDialog({ intent, onClose, onBegun }: { intent: Intent | null; onClose: () => void; onBegun?: () => void }) {
  return <Modal opened={intent !== null} onClose={onClose} size={560} withCloseButton={false} aria-label={intent?.action}>{intent && <Asked intent={intent} onClose={onClose} onBegun={onBegun} />}</Modal>;
}

function Asked({ intent, onClose, onBegun }: { intent: Intent; onClose: () => void; onBegun: (() => void) | undefined }) {
  const { t } = useTranslation('deeds');
  const { action } = intent;
  const { data: plan, error, refetch } = usePlan(intent);
  const begin = useBegin();
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const able = plan?.items.filter(({ refused }) => refused === null) ?? [];
  const ready = plan !== undefined && able.length > 0 && typed === plan.confirm;
  const go = () => { if (ready) void begin.run({ intent, confirm: typed, reason }).then(() => { onClose(); onBegun?.(); }, () => undefined); };
  return (
    <form className="plan" onSubmit={event => { event.preventDefault(); go(); }}>
      <h2 className="plan-title">{t('ask', { action: t(`action.${action}`), about: intent.ids.length === 1 ? plan?.items[0]?.name ?? '…' : t('many', { count: intent.ids.length }) })}</h2>
      <p className="sub">{t(`meaning.${action}`)}</p>
      {error && <ErrorNote error={error} onRetry={refetch} />}
      {!error && (plan ? <Items plan={plan} /> : <div className="plan-items" aria-busy="true"><p className="dim">{t('plan.asking')}</p><Skeleton height={22} /><Skeleton height={22} width="70%" /></div>)}
      {plan && able.length > 0 && <>
        <TextInput label={t('plan.reason')} value={reason} onChange={event => setReason(event.currentTarget.value)} maxLength={500} autoComplete="off" />
        {plan.confirm !== '' && <TextInput label={t('plan.type', { name: plan.confirm })} value={typed} onChange={event => setTyped(event.currentTarget.value)} autoComplete="off" spellCheck={false} />}
      </>}
      {begin.error && <ErrorNote error={begin.error} />}
      <div className="row plan-buttons">
        <span className="cap grow">{plan && t(plan.waitMs > 0 ? 'plan.foot' : 'plan.at_once')}</span>
        <Button data-autofocus onClick={onClose}>{t('cancel')}</Button>
        <Button type="submit" {...(action === 'start' ? { variant: 'filled' } : { 'data-danger': true })} disabled={!ready} loading={begin.running}>{t(`action.${action}`)}</Button>
      </div>
    </form>
  );
}

/** Those that would take it, and those that would not with their reasons. */
function Items({ plan }: { plan: MachinePlan }) {
  const { t } = useTranslation('deeds');
  const able = plan.items.filter(({ refused }) => refused === null);
  const refused = plan.items.filter(item => item.refused !== null);
  return (
    <div className="plan-items">
      <p className="strong">{able.length === 0 ? t('plan.nobody') : t('plan.able', { count: able.length })}</p>
      {able.length > 0 && <ul>{able.map(item => <Item key={item.id} item={item} />)}</ul>}
      {refused.length > 0 && <>
        <p className="strong">{able.length > 0 && t('plan.refused', { count: refused.length })}</p>
        <ul>{refused.map(item => <Item key={item.id} item={item} />)}</ul>
      </>}
    </div>
  );
}

function Item({ item }: { item: PlanItem }) {
  const { t } = useTranslation('deeds');
  const { t: words } = useTranslation('inventory');
  return (
    <li className="row plan-item">
      <StateMark state={item.refused === null ? 'ok' : 'warn'} size={12} silent />
      <b className="cut">{item.name}</b>
      {item.guarded.length > 0 && <span className="row c-warn nowrap"><Icon name="lock" size={12} />{t('plan.protected')}</span>}
      <span className="dim cut grow">{item.refused !== null ? item.refused.message : [item.account, item.region, powerWord(item.power, words), item.checked ? t('plan.checked') : ''].filter(Boolean).join(' · ')}</span>
    </li>
  );
}
