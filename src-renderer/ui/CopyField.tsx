import { ActionIcon, Button, CopyButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Icon } from './icons.tsx';

/** Text to be taken along: selected by one click, copied by the button. With `rows` it keeps its lines. */
export function CopyField({ text, rows = false }: { text: string; rows?: boolean }) {
  const { t } = useTranslation('ui');
  return (
    <div className="copy-field" data-rows={rows || undefined}>
      {rows ? <pre className="mono">{text}</pre> : <code className="mono">{text}</code>}
      <CopyButton value={text}>{({ copied, copy }) => {
        const [icon, word] = [<Icon key="icon" name={copied ? 'check' : 'copy'} size={14} />, t(copied ? 'copiedShort' : 'copy')];
        return rows ? <Button onClick={copy} leftSection={icon}>{word}</Button> : <ActionIcon onClick={copy} aria-label={`${word} ${text}`} title={word}>{icon}</ActionIcon>;
      }}</CopyButton>
    </div>
  );
}
