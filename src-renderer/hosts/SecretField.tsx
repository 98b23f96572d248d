import { Button, PasswordInput, Textarea } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/icons.tsx';
import './hosts.css';
import type { SecretDraft } from './secrets.ts';

interface SecretFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly draft: SecretDraft;
  readonly onChange: (draft: SecretDraft) => void;
  /** several lines, shown as they are typed: a pasted key */
  readonly rows?: boolean;
  readonly placeholder?: string;
  readonly error?: string | undefined;
}

/** A secret is written, replaced and removed here, and never shown again. */
export function SecretField({ label, hint, draft, onChange, rows = false, placeholder, error }: SecretFieldProps) {
  const { t } = useTranslation('hosts');
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => { if (open) box.current?.querySelector<HTMLElement>('input, textarea')?.focus(); }, [open]);
  const writing = open || draft.text !== '' || error !== undefined;
  const back = () => { setOpen(false); onChange({ ...draft, text: '', gone: false }); };
  const field = { label, description: hint, error, placeholder, spellCheck: false, value: draft.text, autoComplete: 'off', onChange: (event: { currentTarget: { value: string } }) => onChange({ ...draft, text: event.currentTarget.value, gone: false }) };
  if (writing) {
    return (
      <div ref={box} className="secret-writing">
        {rows ? <Textarea {...field} autosize minRows={2} maxRows={8} className="mono-field" /> : <PasswordInput {...field} autoComplete="new-password" visibilityToggleButtonProps={{ 'aria-label': t('secret.show') }} />}
        <Button variant="subtle" onClick={back}>{t(draft.kept ? 'secret.keep' : 'secret.cancel')}</Button>
      </div>
    );
  }
  return (
    <div className="secret">
      <span className="secret-name">{label}</span>
      {draft.kept && !draft.gone && <span className="chip"><Icon name="shield" size={12} />{t('secret.kept')}</span>}
      {draft.gone && <span className="c-warn">{t('secret.gone')}</span>}
      <span className="grow" />
      {draft.gone ? <Button variant="subtle" onClick={back} leftSection={<Icon name="undo" size={14} />}>{t('secret.keep')}</Button>
        : <>
          <Button variant="subtle" onClick={() => setOpen(true)} aria-label={`${t(draft.kept ? 'secret.replace' : 'secret.add')}: ${label}`}>{t(draft.kept ? 'secret.replace' : 'secret.add')}</Button>
          {draft.kept && <Button variant="subtle" onClick={() => onChange({ ...draft, gone: true })} aria-label={`${t('secret.remove')}: ${label}`}>{t('secret.remove')}</Button>}
        </>}
    </div>
  );
}
