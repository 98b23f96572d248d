import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TargetSecrets } from '../../src-main/shared/contract/targets.ts';
import type { TargetExplained } from '../../src-main/shared/model/relabel.ts';
import type { TargetConfig, TargetId } from '../../src-main/shared/model/target.ts';
import { useCall } from '../host/hooks.ts';
import { useMay } from '../host/permission.ts';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { formatDuration } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import { useLanguage } from '../ui/language.ts';
import { Labels } from './Labels.tsx';
import './relabel.css';
import { RuleSteps } from './RuleSteps.tsx';
import { SeriesTrial } from './SeriesTrial.tsx';

/** A configuration whose rules are tried; `id` takes that target's stored secrets. */
export interface Trial { readonly config: TargetConfig; readonly secrets: TargetSecrets; readonly id: TargetId | undefined }

/** The rules of a configuration at work: on the target itself at once, on its series when asked. */
export function RelabelTrial({ trial }: { trial: Trial }) {
  const { t } = useTranslation('relabel');
  const may = useMay('target:write');
  const [series, setSeries] = useState(false);
  const { config, secrets, id } = trial;
  const { data, error } = useCall(['relabel.target', config, id ?? ''], (host, signal) => host.targets.explain({ config, secrets, id }, signal), { enabled: may });
  return (
    <section className="relabel-trial" aria-live="polite">
      <h3>{t('trial')} <span className="dim cut" title={config.url}>{config.url}</span></h3>
      {error && <ErrorNote error={error} />}
      {data && <TargetTold told={data.target} config={config} />}
      {data?.target.asked && (series ? <SeriesTrial trial={trial} /> : <Button onClick={() => setSeries(true)} leftSection={<Icon name="play" size={14} />}>{t('trySeries')}</Button>)}
    </section>
  );
}

function TargetTold({ told, config }: { told: TargetExplained; config: TargetConfig }) {
  const { t } = useTranslation('relabel');
  const language = useLanguage();
  return (
    <>
      <p className="cap">{t('before')}</p>
      <Labels labels={told.before} />
      {told.steps.length > 0 && <RuleSteps steps={told.steps} rules={config.relabelConfigs} />}
      {told.problem !== null && <p className="c-critical" role="alert">{told.problem}</p>}
      {told.problem === null && told.labels === null && <p className="c-critical strong">{t('targetDropped')}</p>}
      {told.labels && <><p className="cap">{t('after')}</p><Labels labels={told.labels} /></>}
      {told.asked && <p className="sub"><span className="mono">{told.asked.url}</span> <span className="nowrap">{t('every', { interval: formatDuration(told.asked.intervalMs, language) })}</span></p>}
    </>
  );
}
