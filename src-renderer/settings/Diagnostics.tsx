import { Button } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Finding } from '../../src-main/shared/contract/host.ts';
import { useAction, useCall } from '../host/hooks.ts';
import { download } from '../ui/download.ts';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { formatBytes, formatCount } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import { Panel } from '../ui/Panel.tsx';
import { StateMark } from '../ui/StateMark.tsx';
import { EmptyParts } from './EmptyParts.tsx';

/** What Stratoscope finds when it looks at itself, what is wrong first. */
export function Diagnostics() {
  const { t } = useTranslation('settings');
  const findings = useCall(['host.diagnostics'], (host, signal) => host.host.diagnostics({}, signal));
  const metrics = useAction((host, _: null) => host.host.metrics({}));
  const saveMetrics = () => { metrics.run(null).then(text => download('stratoscope-metrics.txt', text), () => undefined); };
  const sorted = [...findings.data ?? []].sort((a, b) => Number(a.ok) - Number(b.ok));
  const wrong = sorted.filter(finding => !finding.ok).length;
  const actions = (
    <>
      <Button onClick={findings.refetch} loading={findings.fetching} leftSection={<Icon name="refresh" size={14} />}>{t('diagnostics.again')}</Button>
      <Button onClick={saveMetrics} loading={metrics.running} leftSection={<Icon name="download" size={14} />}>{t('diagnostics.metrics')}</Button>
    </>
  );
  return (
    <>
      <Panel title={t('section.diagnostics')} note={findings.data && (wrong === 0 ? t('diagnostics.allWell') : t('diagnostics.wrong', { count: wrong }))} actions={actions}>
        <div className="panel-body settings-form">
          {findings.error && <ErrorNote error={findings.error} onRetry={findings.refetch} />}
          {metrics.error && <ErrorNote error={metrics.error} />}
          <ul className="settings-findings">{sorted.map(finding => <FindingLine key={finding.subject} finding={finding} />)}</ul>
        </div>
      </Panel>
      <EmptyParts />
    </>
  );
}

function FindingLine({ finding }: { finding: Finding }) {
  const { t } = useTranslation('settings');
  return <li><StateMark state={finding.ok ? 'ok' : 'warn'} /><b>{t(`finding.${finding.subject}.name`)}</b><span className={finding.ok ? 'sub' : ''}>{detailOf(finding, t)}</span></li>;
}

const NAMED_AT_MOST = 5;

function detailOf(finding: Finding, t: TFunction<'settings'>): string {
  if (finding.figures === null) return finding.failure;
  const outcome = finding.ok ? 'ok' : 'wrong';
  switch (finding.subject) {
    case 'folder': return finding.figures.path;
    case 'disk': return t(`finding.disk.${outcome}`, { free: formatBytes(finding.figures.free), wanted: formatBytes(finding.figures.wanted) });
    case 'store': return t(`finding.store.${outcome}`, { samples: formatCount(finding.figures.samples), series: formatCount(finding.figures.series), count: finding.figures.damagedRows });
    case 'audit': return t(`finding.audit.${outcome}`, { records: formatCount(finding.figures.records), broken: finding.figures.broken });
    case 'vault': return finding.ok ? t('finding.vault.ok', { count: finding.figures.entries }) : finding.figures.problem === null ? t('finding.vault.wrong') : t(`vault.problem.${finding.figures.problem}`);
    case 'targets': case 'hosts': {
      const { total, down } = finding.figures;
      return t(`finding.${finding.subject}.${outcome}`, { total, down: down.length, names: `${down.slice(0, NAMED_AT_MOST).join(', ')}${down.length > NAMED_AT_MOST ? '…' : ''}` });
    }
  }
}
