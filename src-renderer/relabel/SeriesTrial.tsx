import { SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PageExplained, SeriesExplained } from '../../src-main/shared/model/relabel.ts';
import { useCall } from '../host/hooks.ts';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { formatCount } from '../ui/format.ts';
import { Labels } from './Labels.tsx';
import type { Trial } from './RelabelTrial.tsx';
import { RuleSteps } from './RuleSteps.tsx';

const SHOWN = ['all', 'changed', 'dropped'] as const;
type Shown = (typeof SHOWN)[number];
const PAUSE_MS = 400;

/** What the rules for series do to the page as it is now, or to series that are pasted. */
export function SeriesTrial({ trial: { config, secrets, id } }: { trial: Trial }) {
  const { t } = useTranslation('relabel');
  const [show, setShow] = useState<Shown>('all');
  const [filter, setFilter] = useState('');
  const [metrics, setMetrics] = useState('');
  const asked = { filter: useCalm(filter), metrics: useCalm(metrics), show };
  const { data, error, fetching } = useCall(['relabel.series', config, id ?? '', asked], (host, signal) => host.targets.explain({ config, secrets, id, live: asked.metrics.trim() === '', ...asked }, signal));
  return (
    <div className="relabel-series" aria-busy={fetching}>
      <div className="relabel-tools">
        <SegmentedControl aria-label={t('show')} value={show} onChange={value => setShow(SHOWN.find(known => known === value) ?? 'all')} data={SHOWN.map(value => ({ value, label: t(`shown.${value}`) }))} />
        <TextInput aria-label={t('filter')} placeholder={t('filter')} spellCheck={false} value={filter} onChange={event => setFilter(event.currentTarget.value)} />
      </div>
      {error && <ErrorNote error={error} />}
      {data?.pageProblem && <p className="c-critical" role="alert">{data.pageProblem}</p>}
      {data?.page && <Page page={data.page} config={config} />}
      <Textarea label={t('paste')} description={t('pasteHint')} placeholder={'http_requests_total{code="200"}'} className="mono-field" autosize minRows={1} maxRows={8} spellCheck={false} value={metrics} onChange={event => setMetrics(event.currentTarget.value)} />
    </div>
  );
}

function Page({ page, config }: { page: PageExplained; config: Trial['config'] }) {
  const { t } = useTranslation('relabel');
  return (
    <>
      <p className="sub">{t('counts', { samples: formatCount(page.samples), dropped: formatCount(page.dropped), changed: formatCount(page.changed) })}</p>
      <ul className="relabel-list">
        {page.series.map(one => <Series key={one.series} told={one} config={config} />)}
      </ul>
      {page.series.length === 0 && <p className="dim">{t('noneSuch')}</p>}
      {page.more > 0 && <p className="cap">{t('more', { count: page.more })}</p>}
    </>
  );
}

/** Closed, a line with what became of it; open, every step. */
function Series({ told, config }: { told: SeriesExplained; config: Trial['config'] }) {
  const { t } = useTranslation('relabel');
  const touched = told.steps.some(step => step.changed.length > 0);
  const outcome = told.after === null ? 'dropped' : touched ? 'changed' : 'kept';
  return (
    <li>
      <details>
        <summary><span className={`relabel-outcome ${outcome}`}>{t(`outcome.${outcome}`)}</span><span className="mono cut" title={told.series}>{told.series}</span></summary>
        <RuleSteps steps={told.steps} rules={config.metricRelabelConfigs} />
        {told.after && <><p className="cap">{t('stored')}</p><Labels labels={told.after} /></>}
      </details>
    </li>
  );
}

/** The value once it has stood still for a moment. */
function useCalm(value: string): string {
  const [calm, setCalm] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setCalm(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return calm;
}
