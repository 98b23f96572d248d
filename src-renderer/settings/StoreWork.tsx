import { Button, Progress } from '@mantine/core';
import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppError } from '../../src-main/shared/model/errors.ts';
import type { Permission } from '../../src-main/shared/model/permission.ts';
import type { CheckReport, StoreStats } from '../../src-main/shared/contract/store.ts';
import type { Host } from '../host/client.ts';
import { toAppError, useHost } from '../host/hooks.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { formatBytes, formatCount } from '../ui/format.ts';
import { Panel } from '../ui/Panel.tsx';
import { StateMark } from '../ui/StateMark.tsx';

type Outcome<T> = { readonly state: 'running' } | { readonly state: 'done'; readonly value: T } | { readonly state: 'failed'; readonly error: AppError };

/** Long work on the store, by hand: each can be left while it runs. */
export function StoreWork() {
  const { t } = useTranslation('settings');
  return (
    <Panel title={t('work.title')}>
      <div className="panel-body settings-works">
        <Work name="check" needs="store:read" start={(host, signal) => host.store.check({}, signal)} done={report => <Checked report={report} />} />
        <Work name="compact" needs="store:admin" start={(host, signal) => host.store.compact({}, signal)} done={(stats: StoreStats) => <p className="row"><StateMark state="ok" silent />{t('work.compactDone', { bytes: formatBytes(stats.fileBytes) })}</p>} />
      </div>
    </Panel>
  );
}

interface WorkProps<T> {
  readonly name: 'check' | 'compact';
  readonly needs: Permission;
  readonly start: (host: Host, signal: AbortSignal) => Promise<T>;
  readonly done: (value: T) => ReactNode;
}

function Work<T>({ name, needs, start, done }: WorkProps<T>) {
  const { t } = useTranslation('settings');
  const host = useHost();
  const [outcome, setOutcome] = useState<Outcome<T> | null>(null);
  const current = useRef<AbortController>(undefined);
  const run = async () => {
    const leaving = current.current = new AbortController();
    setOutcome({ state: 'running' });
    try {
      const value = await start(host, leaving.signal);
      if (!leaving.signal.aborted) setOutcome({ state: 'done', value });
    } catch (error) {
      if (!leaving.signal.aborted) setOutcome({ state: 'failed', error: toAppError(error) });
    }
  };
  const leave = () => { current.current?.abort(); setOutcome(null); };
  const running = outcome?.state === 'running';
  return (
    <section className="settings-work">
      <div className="row">
        <div className="grow"><b className="strong">{t(`work.${name}`)}</b><p className="sub">{t(`work.${name}Text`)}</p></div>
        {running ? <Button onClick={leave}>{t('cancel')}</Button> : <Allowed needs={needs}>{may => <Button disabled={!may} onClick={() => void run()}>{t(`work.${name}Now`)}</Button>}</Allowed>}
      </div>
      <div aria-live="polite">
        {running && <Progress value={100} size="sm" animated aria-label={t('work.running')} />}
        {outcome?.state === 'done' && done(outcome.value)}
        {outcome?.state === 'failed' && <ErrorNote error={outcome.error} />}
      </div>
    </section>
  );
}

function Checked({ report }: { report: CheckReport }) {
  const { t } = useTranslation('settings');
  const sound = report.damaged === 0;
  return (
    <>
      <p className="row"><StateMark state={sound ? 'ok' : 'critical'} silent />{t(sound ? 'work.checkSound' : 'work.checkDamaged', { rows: formatCount(report.rows), samples: formatCount(report.samples), damaged: formatCount(report.damaged) })}</p>
      {report.damage.length > 0 && <ul className="settings-damage mono">{report.damage.map(line => <li key={line}>{line}</li>)}</ul>}
    </>
  );
}
