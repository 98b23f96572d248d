import { Button, Menu, SegmentedControl } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { alignedSteps } from '../charts/step.ts';
import { completionOver } from '../editor/completion.ts';
import { toAppError, useHost } from '../host/hooks.ts';
import { useRange } from '../host/range.ts';
import { download } from '../ui/download.ts';
import { Icon } from '../ui/icons.tsx';
import type { ExploreState } from './address.ts';
import { type AnyAnswer, QueryField } from './QueryField.tsx';
import { letterOf, type QueryRow, type RowsAction } from './rows.ts';

interface QueryPanelProps {
  readonly rows: readonly QueryRow[];
  readonly answers: ReadonlyMap<string, AnyAnswer>;
  readonly act: (action: RowsAction) => void;
  readonly run: () => void;
  /** runs a query from elsewhere */
  readonly ask: (promql: string) => void;
  readonly view: ExploreState['view'];
  readonly setView: (view: ExploreState['view']) => void;
  readonly recent: readonly string[];
  readonly onForget: () => void;
  readonly onMetrics: () => void;
  /** of the chart, CSS px: decides the step of an export */
  readonly widthPx: number;
}

/** The queries, and what is done with all of them. */
export function QueryPanel({ rows, answers, act, run, ask, view, setView, recent, onForget, onMetrics, widthPx }: QueryPanelProps) {
  const { t } = useTranslation('explore');
  const host = useHost();
  const completion = useMemo(() => completionOver(host), [host]);
  const exportRow = useExport(widthPx);
  const copyLink = async () => {
    await navigator.clipboard.writeText(location.href);
    notifications.show({ message: t('linkCopied') });
  };
  return (
    <section className="panel" aria-label={t('queries')}>
      {rows.map((row, i) => (
        <QueryField key={row.key} letter={letterOf(i)} row={row} answer={answers.get(row.ran)} completion={completion} autoFocus={row.ran === ''} onRun={run}
          onType={draft => act({ kind: 'type', key: row.key, text: draft })} onTurn={() => act({ kind: 'turn', key: row.key })} onRemove={() => act({ kind: 'remove', key: row.key })}
          onDuplicate={() => act({ kind: 'add', text: row.draft })} onExport={format => exportRow(row.ran, letterOf(i), format)} />
      ))}
      <div className="query-foot">
        <Button variant="subtle" leftSection={<Icon name="plus" size={13} />} onClick={() => act({ kind: 'add', text: '' })}>{t('add')}</Button>
        <RecentMenu recent={recent} onForget={onForget} onPick={ask} />
        <Button variant="subtle" className="explore-browse" leftSection={<Icon name="list" size={13} />} onClick={onMetrics}>{t('metrics')}</Button>
        <span className="grow" />
        <SegmentedControl aria-label={t('view')} value={view} onChange={value => setView(value === 'table' ? 'table' : 'chart')} data={[{ value: 'chart', label: t('chart') }, { value: 'table', label: t('table') }]} />
        <Button leftSection={<Icon name="link" size={13} />} onClick={copyLink}>{t('copyLink')}</Button>
        <Button variant="filled" leftSection={<Icon name="play" size={12} />} onClick={run}>{t('run')}<span className="query-key">Ctrl ⏎</span></Button>
      </div>
    </section>
  );
}

function RecentMenu({ recent, onPick, onForget }: { recent: readonly string[]; onPick: (promql: string) => void; onForget: () => void }) {
  const { t } = useTranslation('explore');
  return (
    <Menu position="bottom-start" width={520}>
      <Menu.Target><Button variant="subtle" leftSection={<Icon name="clock" size={13} />}>{t('recent')}</Button></Menu.Target>
      <Menu.Dropdown className="query-recent">
        {recent.length === 0 && <Menu.Label>{t('noRecent')}</Menu.Label>}
        {recent.map(promql => <Menu.Item key={promql} title={promql} onClick={() => onPick(promql)}><code className="cut">{promql}</code></Menu.Item>)}
        {recent.length > 0 && <><Menu.Divider /><Menu.Item leftSection={<Icon name="trash" size={14} />} onClick={onForget}>{t('forget')}</Menu.Item></>}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Saves one query over the page's range as the host writes it. */
function useExport(widthPx: number) {
  const { t } = useTranslation('explore');
  const host = useHost();
  const { from, to } = useRange();
  return async (promql: string, letter: string, format: 'csv' | 'txt') => {
    try {
      const content = await host.exports.range({ query: { promql, ...alignedSteps(from, to, widthPx) }, format });
      download(`query-${letter}.${format}`, content, format === 'csv' ? 'text/csv;charset=utf-8' : undefined);
    } catch (error) {
      notifications.show({ color: 'red', message: t('exportFailed', { message: toAppError(error).message }) });
    }
  };
}
