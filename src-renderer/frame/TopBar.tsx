import { ActionIcon, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useCall } from '../host/hooks.ts';
import { Icon } from '../ui/icons.tsx';
import { RefreshControl } from '../ui/RefreshControl.tsx';
import { TimePicker } from '../ui/TimePicker.tsx';
import { useSwitches } from './useSwitches.ts';

/** Whose data this is, the search, the time, and the two switches of taste. */
export function TopBar({ onSearch }: { onSearch: () => void }) {
  const { t } = useTranslation('frame');
  const { data: info } = useCall(['host.info'], (host, signal) => host.host.info({}, signal));
  const switches = useSwitches();
  const other = switches.scheme === 'dark' ? 'light' : 'dark';
  return (
    <header className="top">
      <span className="top-workspace"><b>{t('workspace')}</b> <span className="sub cut">{info?.workspace}</span></span>
      <UnstyledButton className="top-search" onClick={onSearch} aria-label={t('search.label')} title={t('search.label')} aria-haspopup="dialog">
        <Icon name="search" size={14} /><span className="top-search-word cut">{t('search.label')}</span><kbd>Ctrl K</kbd>
      </UnstyledButton>
      <TimePicker />
      <RefreshControl />
      <ActionIcon variant="subtle" aria-label={t(`theme.${other}`)} title={t(`theme.${other}`)} onClick={() => switches.setScheme(other)}><Icon name={switches.scheme === 'dark' ? 'sun' : 'moon'} /></ActionIcon>
      <UnstyledButton className="top-language" onClick={() => switches.setLanguage(switches.language === 'zh' ? 'en' : 'zh')} title={t('language.other')} aria-label={t('language.other')}>
        <Icon name="globe" /><span>{t('language.short')}</span>
      </UnstyledButton>
    </header>
  );
}
