import { ActionIcon, Button, Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useRange } from '../host/range.ts';
import { formatDuration } from './format.ts';
import { Icon } from './icons.tsx';
import { useLanguage } from './language.ts';
import { REFRESH_CHOICES_MS } from './ranges.ts';

/** Refresh now, and how often by itself. */
export function RefreshControl() {
  const { t } = useTranslation('ui');
  const language = useLanguage();
  const { refreshMs, setRefresh, refresh } = useRange();
  const words = (ms: number | null) => ms === null ? t('time.off') : formatDuration(ms, language);
  return (
    <Button.Group className="refresh-group">
      <ActionIcon aria-label={t('time.refresh')} title={`${t('time.refresh')}  R`} onClick={refresh}><Icon name="refresh" size={14} /></ActionIcon>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button className="refresh-every" rightSection={<Icon name="down" size={12} />} aria-label={`${t('time.every')}: ${words(refreshMs)}`}>{words(refreshMs)}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {[...REFRESH_CHOICES_MS, null].map(ms => (
            <Menu.Item key={ms ?? 'off'} role="menuitemradio" aria-checked={ms === refreshMs} onClick={() => setRefresh(ms)} rightSection={ms === refreshMs && <Icon name="check" size={14} />}>{words(ms)}</Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Button.Group>
  );
}
