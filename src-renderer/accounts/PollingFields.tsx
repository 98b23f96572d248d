import { MultiSelect, SegmentedControl, Switch, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CLOUD_METRICS, metricsFetched } from '../../src-main/shared/model/cloudmetrics.ts';
import { pollingPrice } from '../../src-main/shared/model/cloudprice.ts';
import { formatCount, formatDuration } from '../ui/format.ts';
import { useLanguage } from '../ui/language.ts';
import type { FieldsProps } from './fields.ts';
import { type PollingForm, pricedPolling } from './form.ts';
import { moneyText } from './words.ts';

/** Machines that a price is told for while nobody knows how many there are. */
const EXAMPLE = 50;

/** Which metrics are fetched and how; what that costs stands there before it is switched on. machines: how many there are, null when nobody knows */
export function PollingFields({ form, set, problems, machines }: FieldsProps & { machines: number | null }) {
  const { t } = useTranslation('accounts');
  const { metrics } = form;
  const change = (news: Partial<PollingForm>) => set({ metrics: { ...metrics, ...news } });
  return (
    <fieldset>
      <legend>{t('metrics.title')}</legend>
      <p className="cap">{t('metrics.about')}</p>
      <Price form={form} machines={machines} />
      <Switch label={t('metrics.fetch')} checked={metrics.enabled} onChange={event => change({ enabled: event.currentTarget.checked })} />
      <div className="account-path">
        <span className="secret-name">{t('metrics.path')}</span>
        <SegmentedControl fullWidth aria-label={t('metrics.path')} value={metrics.path} onChange={path => change({ path: path === 'single' ? 'single' : 'batch' })} data={[{ value: 'batch', label: t('metrics.batch') }, { value: 'single', label: t('metrics.single') }]} />
        <p className="cap">{metrics.path === 'batch' ? t('metrics.batchHint', { price: '$0.01' }) : t('metrics.singleHint')}</p>
      </div>
      <div className="form-pair">
        <TextInput label={t('metrics.interval')} description={t('hint.metricsInterval')} value={metrics.interval} error={problems.fields.has('metricsInterval') && t('problem.metricsInterval')} onChange={event => change({ interval: event.currentTarget.value })} />
        <TextInput label={t('metrics.budget')} description={t('metrics.budgetHint')} inputMode="decimal" value={metrics.budget} error={problems.fields.has('budget') && t('problem.budget')} onChange={event => change({ budget: event.currentTarget.value })} />
      </div>
      <MultiSelect label={t('metrics.which')} placeholder={metrics.chosen.length === 0 ? t('metrics.whichAll') : ''} data={CLOUD_METRICS[form.kind].map(({ name }) => name)} value={[...metrics.chosen]} onChange={chosen => change({ chosen })} searchable comboboxProps={{ withinPortal: true }} />
    </fieldset>
  );
}

function Price({ form: { kind, metrics }, machines }: Pick<FieldsProps, 'form'> & { machines: number | null }) {
  const { t } = useTranslation('accounts');
  const language = useLanguage();
  const polling = pricedPolling(metrics);
  if (polling === null) return null;
  const count = machines ?? EXAMPLE;
  const fetched = metricsFetched(kind, polling.metrics).length;
  const { cost, units } = pollingPrice(polling, count, fetched);
  return (
    <div className="account-price" aria-live="polite">
      <b>{cost === 0 ? t('metrics.free') : t('metrics.month', { money: moneyText(cost) })}</b>
      <span className="sub">{t('metrics.price', { count, metrics: fetched, time: formatDuration(polling.intervalMs, language) })}</span>
      {polling.path === 'single' && <span className="cap">{t('metrics.calls', { text: formatCount(Math.round(units)) })}</span>}
      {machines === null && <span className="cap">{t('metrics.assumed')}</span>}
      {polling.path === 'batch' && <span className="cap">{t('metrics.detail')}</span>}
    </div>
  );
}

