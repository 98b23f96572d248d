import { Button, Radio, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Settings, StoreSettings } from '../../src-main/shared/contract/host.ts';
import type { StoreStats } from '../../src-main/shared/contract/store.ts';
import { useAction, useCall } from '../host/hooks.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { Destroy } from '../ui/Destroy.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { formatBytes, formatDuration } from '../ui/format.ts';
import { useLanguage } from '../ui/language.ts';
import { Panel } from '../ui/Panel.tsx';
import { LEAST_BYTES, type Loss, limitText, lossOf, parseLimit, parseSize, sizeText } from './retention.ts';

/** How much and how long; a change that deletes history shows first what would go. */
export function Retention({ settings, stats }: { settings: Settings; stats: StoreStats | undefined }) {
  const { t } = useTranslation('settings');
  const [budget, setBudget] = useState(sizeText(settings.budgetBytes));
  const [limit, setLimit] = useState(limitText(settings.retentionMs));
  const [durability, setDurability] = useState(settings.durability);
  const [loss, setLoss] = useState<Loss | null>(null);
  const change = useAction((host, next: StoreSettings) => host.host.change(next), [['host.settings'], ['store.stats']]);
  const budgetBytes = parseSize(budget);
  const retentionMs = parseLimit(limit);
  const tooSmall = budgetBytes === null || budgetBytes < LEAST_BYTES;
  const next = tooSmall || retentionMs === null ? null : { budgetBytes, retentionMs, durability };
  const changed = next !== null && (next.budgetBytes !== settings.budgetBytes || next.retentionMs !== settings.retentionMs || next.durability !== settings.durability);
  const save = () => { if (next) change.run(next).catch(() => undefined); };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!next || !changed) return;
    const wouldGo = lossOf(next, stats, Date.now());
    if (wouldGo) setLoss(wouldGo);
    else save();
  };
  return (
    <Panel title={t('retention.title')} note={t('retention.note')}>
      <form className="panel-body settings-form" onSubmit={submit}>
        <div className="settings-pair">
          <TextInput label={t('retention.budget')} description={t('retention.budgetHint')} value={budget} onChange={event => setBudget(event.currentTarget.value)} error={tooSmall && t('retention.budgetWrong', { least: formatBytes(LEAST_BYTES) })} />
          <TextInput label={t('retention.limit')} description={t('retention.limitHint')} placeholder={t('retention.noLimit')} value={limit} onChange={event => setLimit(event.currentTarget.value)} error={retentionMs === null && t('retention.limitWrong')} />
        </div>
        <Radio.Group label={t('retention.durability')} value={durability} onChange={value => setDurability(value === 'power' ? 'power' : 'process')}>
          <div className="settings-radios">
            {(['process', 'power'] as const).map(value => <Radio key={value} size="xs" value={value} label={t(`retention.${value}`)} description={t(`retention.${value}Text`)} />)}
          </div>
        </Radio.Group>
        {change.error && <ErrorNote error={change.error} />}
        <div><Allowed needs="host:write">{may => <Button type="submit" variant="filled" disabled={!may || !changed} loading={change.running}>{t('save')}</Button>}</Allowed></div>
      </form>
      <LossDialog loss={loss} onConfirmed={save} onClose={() => setLoss(null)} />
    </Panel>
  );
}

function LossDialog({ loss, onConfirmed, onClose }: { loss: Loss | null; onConfirmed: () => void; onClose: () => void }) {
  const { t } = useTranslation('settings');
  const language = useLanguage();
  const { data: info } = useCall(['host.info'], (host, signal) => host.host.info({}, signal));
  const plan = loss === null ? [] : [
    ...(loss.bytes > 0 ? [t('retention.planBytes', { bytes: formatBytes(loss.bytes) })] : []),
    ...(loss.ms > 0 ? [t('retention.planTime', { time: formatDuration(loss.ms, language) })] : []),
    t('retention.planGone'),
  ];
  return <Destroy opened={loss !== null && info !== undefined} onClose={onClose} onConfirmed={onConfirmed} name={info?.workspace ?? ''} title={t('retention.lossTitle')} verb={t('retention.lossVerb')} plan={plan} />;
}
