import { Button, Checkbox, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ExportSpec, FILE_FORMATS } from '../../src-main/shared/model/exportfile.ts';
import { useAction, useCall } from '../host/hooks.ts';
import { parseTime } from '../host/range-text.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { formatBytes, formatCount } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';

interface Draft { readonly selectors: string; readonly from: string; readonly to: string; readonly format: ExportSpec['format']; readonly gzip: boolean }
type Wrong = 'selectors' | 'from' | 'to';

const NEW: Draft = { selectors: '{job="node"}', from: 'now-1d', to: 'now', format: 'csv', gzip: false };
export const linesOf = (text: string): string[] => text.split('\n').map(line => line.trim()).filter(line => line !== '');

function specOf({ selectors, from, to, format, gzip }: Draft, now: number): { readonly spec: ExportSpec | null; readonly wrong: readonly Wrong[] } {
  const begin = parseTime(from, now), end = parseTime(to, now, 'to');
  const wrong: Wrong[] = [];
  if (linesOf(selectors).length === 0) wrong.push('selectors');
  if (begin === null) wrong.push('from');
  if (end === null || (begin !== null && end < begin)) wrong.push('to');
  return { wrong, spec: wrong.length > 0 || begin === null || end === null ? null : { selectors: linesOf(selectors), from: begin, to: end, format, gzip } };
}

/** Which samples, and how they are written. How much that will be is said beforehand. */
export function ExportForm({ onStarted }: { onStarted: () => void }) {
  const { t } = useTranslation('outgoing');
  const [draft, setDraft] = useState(NEW);
  const [asked, setAsked] = useState(() => specOf(NEW, Date.now()).spec);
  const [wrong, setWrong] = useState<readonly Wrong[]>([]);
  const start = useAction((host, spec: ExportSpec) => host.exports.start({ spec }));
  const set = (change: Partial<Draft>) => {
    setDraft({ ...draft, ...change });
    setWrong([]);
  };
  const settled = (change: Partial<Draft> = {}) => { setAsked(specOf({ ...draft, ...change }, Date.now()).spec); };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = specOf(draft, Date.now());
    setWrong(found.wrong);
    if (found.spec !== null) start.run(found.spec).then(onStarted, () => undefined);
  };
  const problem = (field: Wrong) => wrong.includes(field) ? t(`file.problem.${field}`) : undefined;
  const choose = (value: string) => {
    const format = FILE_FORMATS.find(known => known === value) ?? 'csv';
    set({ format });
    settled({ format });
  };
  return (
    <form className="outgoing-form" onSubmit={submit} noValidate>
      <SegmentedControl aria-label={t('file.format')} value={draft.format} onChange={choose} data={FILE_FORMATS.map(format => ({ value: format, label: t(`file.kind.${format}`) }))} />
      <p className="sub">{t(`file.about.${draft.format}`)}</p>
      <div className="outgoing-fields">
        <Textarea className="mono-field wide" label={t('file.selectors')} description={t('file.selectorsHint')} autosize minRows={1} maxRows={8} spellCheck={false} value={draft.selectors} error={problem('selectors')} onBlur={() => settled()} onChange={event => set({ selectors: event.currentTarget.value })} />
        <TextInput label={t('file.from')} description={t('file.timeHint')} spellCheck={false} value={draft.from} error={problem('from')} onBlur={() => settled()} onChange={event => set({ from: event.currentTarget.value })} />
        <TextInput label={t('file.to')} description={t('file.timeHint')} spellCheck={false} value={draft.to} error={problem('to')} onBlur={() => settled()} onChange={event => set({ to: event.currentTarget.value })} />
      </div>
      <Checkbox label={t('file.gzip')} checked={draft.gzip} onChange={event => set({ gzip: event.currentTarget.checked })} />
      {start.error && <ErrorNote error={start.error} what={t('failed')} />}
      <div className="row">
        <Allowed needs="host:write">{may => <Button type="submit" variant="filled" disabled={!may} loading={start.running} leftSection={<Icon name="upload" size={14} />}>{t('file.start')}</Button>}</Allowed>
        {asked && <Estimate spec={asked} />}
      </div>
    </form>
  );
}

function Estimate({ spec }: { spec: ExportSpec }) {
  const { t } = useTranslation('outgoing');
  const { data, error } = useCall(['export-estimate', spec], (host, signal) => host.exports.estimate({ spec }, signal));
  if (error) return <span className="c-critical">{error.message}</span>;
  if (!data) return null;
  return <span className="dim">{data.series === 0 ? t('file.nothing') : t('file.estimate', { samples: formatCount(data.samples), series: formatCount(data.series), bytes: formatBytes(data.bytes) })}</span>;
}
