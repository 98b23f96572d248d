import { Button, FileButton, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { LeftOut, PrometheusImport } from '../../src-main/shared/model/prometheusimport.ts';
import { useAction } from '../host/hooks.ts';
import { useLinkTo } from '../host/range.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { DataTable } from '../ui/DataTable.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon } from '../ui/icons.tsx';
import { Panel } from '../ui/Panel.tsx';
import { importColumns, reasonText } from './columns.tsx';
import './prometheus.css';
import { type ImportRow, importRows, tally } from './rows.ts';

type Source = { readonly path: string } | { readonly text: string };
const idOf = (row: ImportRow): string => row.id;

/** Takes over the scrape sections of a prometheus.yml: first shown, then added. */
export function ImportPrometheus() {
  const { t } = useTranslation('prometheus');
  const preview = useAction((host, source: Source) => host.targets.importPrometheus({ ...source, dryRun: true }));
  const take = useAction((host, source: Source) => host.targets.importPrometheus({ ...source, dryRun: false }), [['prometheus.files']]);
  const [shown, setShown] = useState<{ readonly source: Source; readonly result: PrometheusImport; readonly done: boolean } | null>(null);
  const look = (source: Source) => {
    take.reset();
    preview.run(source).then(result => setShown({ source, result, done: false }), () => undefined);
  };
  const add = () => { if (shown) take.run(shown.source).then(result => setShown({ ...shown, result, done: true }), () => undefined); };
  return (
    <div className={`page-body reading ${shown ? 'fill import-shown' : ''}`}>
      <div><h1 className="page-title">{t('title')}</h1><p className="sub">{t('intro')}</p></div>
      <div hidden={shown !== null}><SourceForm onPreview={look} running={preview.running} /></div>
      {shown && <div className="row"><span className="sub">{'path' in shown.source ? <span className="mono">{shown.source.path}</span> : t('source.text')}</span><Button onClick={() => setShown(null)} leftSection={<Icon name="edit" size={14} />}>{t('change')}</Button></div>}
      {preview.error && <ErrorNote error={preview.error} what={t('refused')} />}
      {shown && <Outcome result={shown.result} done={shown.done} onAdd={add} running={take.running} />}
      {take.error && <ErrorNote error={take.error} />}
    </div>
  );
}

/** A path is read by the host, which then finds what lies beside it; a file of this browser's computer comes as text. */
function SourceForm({ onPreview, running }: { onPreview: (source: Source) => void; running: boolean }) {
  const { t } = useTranslation('prometheus');
  const [kind, setKind] = useState<'path' | 'text'>('path');
  const [path, setPath] = useState('/etc/prometheus/prometheus.yml');
  const [text, setText] = useState('');
  const source: Source = kind === 'path' ? { path: path.trim() } : { text };
  const empty = (kind === 'path' ? path : text).trim() === '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!empty) onPreview(source);
  };
  const read = (file: File | null) => { void file?.text().then(setText); };
  return (
    <form className="import-source" onSubmit={submit}>
      <SegmentedControl aria-label={t('from')} value={kind} onChange={value => setKind(value === 'text' ? 'text' : 'path')} data={[{ value: 'path', label: t('source.path') }, { value: 'text', label: t('source.text') }]} />
      {kind === 'path' ? <TextInput label={t('path')} description={t('pathHint')} className="mono-input" spellCheck={false} value={path} onChange={event => setPath(event.currentTarget.value)} />
        : <Textarea label={t('text')} description={t('textHint')} className="mono-field" autosize minRows={4} maxRows={12} spellCheck={false} value={text} onChange={event => setText(event.currentTarget.value)} />}
      <div className="row">
        <Allowed needs="target:write">{may => <Button type="submit" disabled={!may || empty} loading={running} leftSection={<Icon name="eye" size={14} />}>{t('preview')}</Button>}</Allowed>
        {kind === 'text' && <FileButton accept=".yml,.yaml,text/plain" onChange={read}>{props => <Button {...props} leftSection={<Icon name="file" size={14} />}>{t('choose')}</Button>}</FileButton>}
      </div>
    </form>
  );
}

function Outcome({ result, done, onAdd, running }: { result: PrometheusImport; done: boolean; onAdd: () => void; running: boolean }) {
  const { t } = useTranslation('prometheus');
  const linkTo = useLinkTo();
  const rows = useMemo(() => importRows(result), [result]);
  const columns = useMemo(() => importColumns(t), [t]);
  const { fresh, known, refused } = tally(rows);
  const action = done
    ? <Button component={Link} href={linkTo('/targets')} variant="filled" leftSection={<Icon name="right" size={14} />}>{t('toTargets')}</Button>
    : <Allowed needs="target:write">{may => <Button variant="filled" disabled={!may || fresh === 0} loading={running} onClick={onAdd} leftSection={<Icon name="plus" size={14} />}>{fresh === 0 ? t('nothing') : t('add', { count: fresh })}</Button>}</Allowed>;
  return (
    <>
      <DataTable id="promimport" name={t('list')} rows={rows} columns={columns} rowId={idOf} tools={<span className="sub" role="status">{done ? t('added', { count: fresh }) : t('counts', { fresh, known, refused })}</span>} primary={action} />
      <LeftOutList leftOut={result.leftOut} />
    </>
  );
}

function LeftOutList({ leftOut }: { leftOut: readonly LeftOut[] }) {
  const { t } = useTranslation('prometheus');
  if (leftOut.length === 0) return <p className="sub">{t('everything')}</p>;
  return (
    <Panel title={t('leftOut')} note={leftOut.length} className="import-left-out">
      <ul>
        {leftOut.map(one => (
          <li key={`${one.line} ${one.field} ${one.detail}`}>
            <span className="num dim">{one.line}</span><span className="cut">{one.job}</span><span className="mono cut" title={one.field}>{one.field}</span>
            <span className={one.reason === 'wrong' ? 'c-critical' : 'sub'}>{reasonText(one, t)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
