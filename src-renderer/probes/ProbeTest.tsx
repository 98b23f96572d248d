import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HostContract } from '../../src-main/shared/contract/index.ts';
import type { ProbeConfig } from '../../src-main/shared/model/probe.ts';
import type { Output } from '../../src-main/shared/rpc/contract.ts';
import { useAction } from '../host/hooks.ts';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { formatDuration, formatNumber } from '../ui/format.ts';
import { useLanguage } from '../ui/language.ts';
import { StateMark } from '../ui/StateMark.tsx';

type Found = Output<HostContract['probes']['test']>;

/** One run of a probe that is not stored; `result` is of the last that ended. */
export function useProbeTest() {
  const [result, setResult] = useState<(Found & { readonly target: string }) | null>(null);
  const action = useAction((host, config: ProbeConfig) => host.probes.test({ config }));
  const run = (config: ProbeConfig) => {
    setResult(null);
    action.run(config).then(found => setResult({ ...found, target: config.target }), () => undefined);
  };
  return { run, running: action.running, error: action.error, result };
}

/** What a run found, and every series it would give. */
export function ProbeTest({ test: { result, error } }: { test: ReturnType<typeof useProbeTest> }) {
  const { t } = useTranslation('probes');
  const language = useLanguage();
  const box = useRef<HTMLElement>(null);
  useEffect(() => { if (result) box.current?.scrollIntoView({ block: 'nearest' }); }, [result]);
  if (error) return <ErrorNote error={error} what={t('test.impossible')} />;
  if (!result) return null;
  return (
    <section ref={box} className="side-test" aria-live="polite">
      <h3><span className="row"><StateMark state={result.ok ? 'ok' : 'critical'} silent /><b>{t(result.ok ? 'test.passed' : 'test.failed')}</b></span><span className="num dim">{formatDuration(result.ms, language)}</span></h3>
      <p className={result.ok ? 'sub' : 'c-critical'}>{result.detail}</p>
      {result.series.length > 0 && <dl className="probe-series">{result.series.map(({ name, value }) => <div key={name}><dt className="mono cut" title={name}>{name}</dt><dd className="num" title={String(value)}>{formatNumber(value, 4)}</dd></div>)}</dl>}
    </section>
  );
}
