import { Button, MultiSelect, SegmentedControl, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CsvPreview } from '../../src-main/shared/contract/imports.ts';
import { TimeUnit } from '../../src-main/shared/model/importsource.ts';
import { useAction } from '../host/hooks.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon } from '../ui/icons.tsx';
import { type Field, guessed, type ImportDraft } from './form.ts';

const DELIMITERS = [{ value: ',', name: 'comma' }, { value: ';', name: 'semicolon' }, { value: '\t', name: 'tab' }] as const;

interface CsvFieldsProps { readonly draft: ImportDraft; readonly set: (change: Partial<ImportDraft>) => void; readonly problem: (field: Field) => string | undefined; readonly preview: CsvPreview | null; readonly onPreview: (preview: CsvPreview) => void }

/** Which column is what: chosen from the file's first line, with a first guess made. */
export function CsvFields({ draft, set, problem, preview, onPreview }: CsvFieldsProps) {
  const { t } = useTranslation('imports');
  const look = useAction((host, asked: { path: string; delimiter: ImportDraft['delimiter'] }) => host.imports.preview(asked));
  const read = () => {
    look.run({ path: draft.path.trim(), delimiter: draft.delimiter }).then(found => { onPreview(found); set(guessed(found.header)); }, () => undefined);
  };
  const columns = preview ? [...new Set(preview.header)].filter(name => name !== '') : [];
  return (
    <>
      <div className="row">
        <Select label={t('field.delimiter')} w={150} allowDeselect={false} value={draft.delimiter} onChange={value => set({ delimiter: DELIMITERS.find(one => one.value === value)?.value ?? ',' })} data={DELIMITERS.map(({ value, name }) => ({ value, label: t(`delimiter.${name}`) }))} />
        <Allowed needs="store:admin">{may => <Button mt="lg" disabled={!may || draft.path.trim() === ''} loading={look.running} onClick={read} leftSection={<Icon name="table" size={14} />}>{t('look')}</Button>}</Allowed>
      </div>
      {look.error && <ErrorNote error={look.error} />}
      {preview && <>
        <PreviewTable preview={preview} />
        <div className="imports-fields">
          <Select label={t('field.time')} searchable value={draft.time || null} onChange={value => set({ time: value ?? '' })} data={columns} error={problem('time')} />
          <Select label={t('field.unit')} allowDeselect={false} value={draft.unit} onChange={value => set({ unit: TimeUnit.options.find(unit => unit === value) ?? 'iso' })} data={TimeUnit.options.map(unit => ({ value: unit, label: t(`unit.${unit}`) }))} />
          <div className="wide"><SegmentedControl aria-label={t('field.shape')} value={draft.shape} onChange={value => set({ shape: value === 'rows' ? 'rows' : 'series' })} data={(['series', 'rows'] as const).map(value => ({ value, label: t(`shape.${value}`) }))} /></div>
          {draft.shape === 'rows' && <>
            <MultiSelect label={t('field.values')} searchable value={[...draft.values]} onChange={values => set({ values })} data={columns} error={problem('values')} />
            <Select label={t('field.metric')} searchable clearable placeholder={t('noMetric')} value={draft.metric || null} onChange={value => set({ metric: value ?? '' })} data={columns} />
            <MultiSelect label={t('field.labels')} searchable value={[...draft.labels]} onChange={labels => set({ labels })} data={columns} />
          </>}
        </div>
      </>}
    </>
  );
}

/** The columns that are shown of a wide file. */
const MOST_COLUMNS = 8;

function PreviewTable({ preview: { header, rows } }: { preview: CsvPreview }) {
  const { t } = useTranslation('imports');
  const shown = header.slice(0, MOST_COLUMNS);
  const cells = (row: readonly string[]) => shown.map((name, i) => ({ key: `${i} ${name}`, text: row[i] ?? '' }));
  return (
    <div className="imports-preview">
      <table aria-label={t('preview')}>
        <thead><tr>{cells(header).map(({ key, text }) => <th key={key} title={text}>{text}</th>)}{header.length > MOST_COLUMNS && <th className="dim">+{header.length - MOST_COLUMNS}</th>}</tr></thead>
        <tbody>{rows.map(row => <tr key={row.join('\n')}>{cells(row).map(({ key, text }) => <td key={key}>{text}</td>)}</tr>)}</tbody>
      </table>
    </div>
  );
}
