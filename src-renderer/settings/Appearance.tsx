import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSwitches } from '../frame/useSwitches.ts';
import { Panel } from '../ui/Panel.tsx';
import { useDensity } from '../ui/tableState.ts';

/** Matters of taste, kept in this browser alone. */
export function Appearance() {
  const { t } = useTranslation('settings');
  const switches = useSwitches();
  const [density, setDensity] = useDensity();
  return (
    <Panel title={t('section.appearance')} note={t('appearance.note')}>
      <dl className="panel-body settings-choices">
        <dt id="choose-theme">{t('appearance.theme')}</dt>
        <dd><SegmentedControl aria-labelledby="choose-theme" value={switches.chosen} onChange={value => switches.setScheme(value === 'dark' || value === 'light' ? value : 'auto')} data={(['dark', 'light', 'auto'] as const).map(value => ({ value, label: t(`appearance.${value}`) }))} /></dd>
        <dt id="choose-language">{t('appearance.language')}</dt>
        <dd><SegmentedControl aria-labelledby="choose-language" value={switches.language} onChange={value => switches.setLanguage(value === 'zh' ? 'zh' : 'en')} data={[{ value: 'en', label: 'English' }, { value: 'zh', label: '中文' }]} /></dd>
        <dt id="choose-density">{t('appearance.rows')}</dt>
        <dd><SegmentedControl aria-labelledby="choose-density" value={density} onChange={value => setDensity(value === 'regular' ? 'regular' : 'compact')} data={(['compact', 'regular'] as const).map(value => ({ value, label: t(`appearance.${value}`) }))} /></dd>
      </dl>
    </Panel>
  );
}
