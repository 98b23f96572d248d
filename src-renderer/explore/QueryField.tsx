import { ActionIcon, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { faultIn } from '../editor/failure.ts';
import { type Completion, PromqlEditor } from '../editor/PromqlEditor.tsx';
import { formatCount, formatDuration } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import { useLanguage } from '../ui/language.ts';
import { StateMark } from '../ui/StateMark.tsx';
import type { Answer, InstantAnswer, RangeAnswer } from './answers.ts';
import type { QueryRow } from './rows.ts';

export type AnyAnswer = Answer<RangeAnswer> | Answer<InstantAnswer>;

interface QueryFieldProps {
  readonly letter: string;
  readonly row: QueryRow;
  readonly answer: AnyAnswer | undefined;
  readonly completion: Completion;
  readonly autoFocus: boolean;
  readonly onType: (text: string) => void;
  readonly onRun: () => void;
  readonly onTurn: () => void;
  readonly onRemove: () => void;
  readonly onDuplicate: () => void;
  readonly onExport: (format: 'csv' | 'txt') => void;
}

/** One query: its letter, its editor, what came of it, and what can be done with it. */
export function QueryField(props: QueryFieldProps) {
  const { letter, row, answer, completion, autoFocus, onType, onRun, onTurn, onRemove } = props;
  const { t } = useTranslation('explore');
  // an error belongs to the text that was run, not to what is being typed over it
  const message = row.off || row.draft.trim() !== row.ran ? undefined : answer?.error?.message;
  const fault = useMemo(() => message === undefined ? null : faultIn(message), [message]);
  return (
    <div className="query" data-off={row.off || undefined}>
      <span className="query-letter">{letter}</span>
      <PromqlEditor id={letter} value={row.draft} onChange={onType} onRun={onRun} completion={completion} fault={fault} autoFocus={autoFocus} />
      <div className="query-meta">
        <Outcome row={row} answer={answer} />
        <ActionIcon variant="subtle" size={24} aria-pressed={!row.off} aria-label={t(row.off ? 'show' : 'hide', { id: letter })} title={t(row.off ? 'show' : 'hide', { id: letter })} onClick={onTurn}><Icon name="eye" size={14} /></ActionIcon>
        <QueryMenu {...props} />
        <ActionIcon variant="subtle" size={24} aria-label={t('remove', { id: letter })} title={t('remove', { id: letter })} onClick={onRemove}><Icon name="x" size={14} /></ActionIcon>
      </div>
      {message !== undefined && (
        <p className="query-error" role="alert">
          <StateMark state="critical" size={12} silent />
          <span>{fault ? fault.reason : message}</span>
          {fault && <span className="dim nowrap">{t('at', { line: fault.line, column: fault.column })}</span>}
        </p>
      )}
      {message === undefined && answer?.data && <Notes {...answer.data} />}
    </div>
  );
}

function Outcome({ row, answer }: Pick<QueryFieldProps, 'row' | 'answer'>) {
  const { t } = useTranslation('explore');
  const language = useLanguage();
  if (row.off) return <span>{t('off')}</span>;
  if (row.draft.trim() !== row.ran) return <span>{t('edited')}</span>;
  if (!answer?.data || answer.error) return <span>{answer?.fetching ? t('running') : answer?.error ? t('failed') : ''}</span>;
  const { stats } = answer.data;
  return <span title={t('resultTitle', { samples: formatCount(stats.samples) })}>{t('result', { count: stats.series, ms: formatDuration(stats.ms, language) })}</span>;
}

/** Warnings and hints of the engine, as Prometheus words them. */
function Notes({ warnings, infos }: { readonly warnings: readonly string[]; readonly infos: readonly string[] }) {
  if (warnings.length + infos.length === 0) return null;
  return (
    <ul className="query-notes">
      {warnings.map(note => <li key={note}><StateMark state="warn" size={12} silent />{note}</li>)}
      {infos.map(note => <li key={note}><Icon name="info" size={12} />{note}</li>)}
    </ul>
  );
}

function QueryMenu({ letter, row, onDuplicate, onExport }: QueryFieldProps) {
  const { t } = useTranslation('explore');
  const copy = async () => {
    await navigator.clipboard.writeText(row.draft);
    notifications.show({ message: t('copied') });
  };
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target><ActionIcon variant="subtle" size={24} aria-label={t('more', { id: letter })} title={t('more', { id: letter })}><Icon name="more" size={14} /></ActionIcon></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Icon name="copy" size={14} />} onClick={copy}>{t('copy')}</Menu.Item>
        <Menu.Item leftSection={<Icon name="plus" size={14} />} onClick={onDuplicate}>{t('duplicate')}</Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="download" size={14} />} disabled={row.ran === ''} onClick={() => onExport('csv')}>{t('csv')}</Menu.Item>
        <Menu.Item leftSection={<Icon name="file" size={14} />} disabled={row.ran === ''} onClick={() => onExport('txt')}>{t('txt')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
