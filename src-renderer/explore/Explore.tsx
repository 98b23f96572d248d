import { useTranslation } from 'react-i18next';

export function Explore() {
  const { t } = useTranslation('explore');
  return <h1 className="page-title">{t('title')}</h1>;
}
